// What pages do more where scripts run.
