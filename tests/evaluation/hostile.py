"""Hostile queries, by kind: each name says what they try, ``URL`` and ``PORT`` where to."""

from __future__ import annotations

from test_isolation import repeated

_CONTEXTS = (
    "SELECT * { X }",
    "ASK{X}",
    "CONSTRUCT { ?s ?p ?o } WHERE { X }",
    "DESCRIBE ?s WHERE { X }",
    "SELECT * { { X } UNION { } }",
    "SELECT * { { } UNION { { X } } }",
    "SELECT * { ?a ?b ?c OPTIONAL { X } }",
    "SELECT * { ?a ?b ?c MINUS { X } }",
    "SELECT * { GRAPH ?g { X } }",
    "SELECT * { GRAPH <x:g> { { X } } }",
    "ASK { FILTER EXISTS { X } }",
    "ASK { FILTER(1 = 1 || NOT EXISTS { X }) }",
    "SELECT (EXISTS { X } AS ?e) {}",
    "SELECT (IF(EXISTS { X }, 1, 2) AS ?e) {}",
    "SELECT * { BIND(COALESCE(EXISTS { X }) AS ?e) }",
    "SELECT ?a { ?a ?b ?c } GROUP BY ?a HAVING (EXISTS { X })",
    "SELECT ?a { ?a ?b ?c } ORDER BY (EXISTS { X })",
    "SELECT (COUNT(EXISTS { X }) AS ?n) { ?a ?b ?c }",
    "SELECT * { { SELECT * { { SELECT * { X } } } } }",
    "SELECT * { ?a ?b 'SERVICE' . X } # SERVICE",
    "SELECT * { ?a ?b '''it's \"SERVICE\"''' X }",
    "SELECT * { #\" '\n X #'\n}",
    'SELECT * { ?a ?b "\\"" . X BIND("" AS ?q) }',
    "\ufeffSELECT * { X }",
    "SELECT * {\rX\r}",
    "SELECT * { FILTER(?a<?b) X FILTER(?a>?b) }",
    "SELECT * { ?a <x:it's> ?b . X }",
    "PREFIX service: <x:> SELECT * { service:service service:SERVICE ?o . X }",
    "SELECT * { VALUES ?v { 'SERVICE' <x:SERVICE> } X }",
    "SELECT * { LATERAL { X } }",
)

_SPELLINGS = (
    "SERVICE <URL> { ?s ?p ?o }",
    "service silent <URL> { ?s ?p ?o }",
    "SeRvIcEsIlEnT<URL>{}",
    "SERVICE\t\n#\n<URL>\n{ ?s ?p ?o }",
    "BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o }",
    "VALUES $u { <URL> } SERVICE$u{ ?s ?p ?o }",
    "SERVICE <\\u0068ttp://127.0.0.1:PORT/> { ?s ?p ?o }",
    "SERVICE <//127.0.0.1:PORT/> { ?s ?p ?o }",
    "\\u0053ERVICE <URL> { ?s ?p ?o }",
    "SERV\\U00000049CE SILENT <URL> { ?s ?p ?o }",
)

SERVICES = tuple(context.replace("X", spelling) for context in _CONTEXTS for spelling in _SPELLINGS)
"""SERVICE in every context and spelling: three hundred queries, none of which may be answered."""

GLUED = (
    "PREFIX : <URL> SELECT * { SERVICE:{} }",
    "PREFIX : <URL> SELECT * { SERVICE:x{} }",
    "PREFIX service: <URL> SELECT * { SERVICE service: {} }",
    "SELECT * { ?s ?p 1SERVICE<URL>{} }",
    "SELECT * { ?s ?p 1.SERVICE<URL>{} }",
    "SELECT * { ?s ?p 1e5SERVICE<URL>{} }",
    "SELECT * { ?s ?p trueSERVICE<URL>{} }",
    "SELECT * { ?s ?p 'a'@enSERVICE <URL> {} }",
    "SELECT * { ?s ?p 'a'^^<x:t>SERVICE<URL>{} }",
    "SELECT * { ?s ?p _:bSERVICE <URL> {} }",
    "SELECT * { ?s ?p ?oSERVICE <URL> {} }",
    "SELECT * { ?s ?p [] SERVICE<URL>{} }",
    "SELECT * { ?s ?p ()SERVICE<URL>{} }",
    "SELECT * { ?s a SERVICE<URL>{} }",
    "SELECT * { UNDEFSERVICE<URL>{} }",
    "SELECT *{{}SERVICE<URL>{}}",
    "SELECT * { ?s ?p ?o .SERVICE<URL>{} }",
    "SELECT * { ?s ?p ?o ;SERVICE<URL>{} }",
    "SELECT * { ?s <x:p>/SERVICE<URL> ?o }",
    "SELECT * { ?s (<x:p>|SERVICE<URL>) ?o }",
    "SELECT SERVICE<URL>{} {}",
    "SERVICE <URL> { ?s ?p ?o }",
    "SELECT * FROM SERVICE<URL> {}",
    "SELECT * { ?s ?p ?o } VALUES ?x { SERVICE<URL>{} }",
    "SELECT * { ?s ?p ?o } ; SELECT * { SERVICE<URL>{} }",
    "SELECT * { \uff33ERVICE <URL> {} }",
    "SELECT * { \u017fERVICE <URL> {} }",
    "SELECT * { S\u200dERVICE <URL> {} }",
    "SELECT * { SER\u0000VICE <URL> {} }",
    "SELECT * { ?s ?p '\\' SERVICE <URL> { ?s ?p ?o } #'\n }",
    "SELECT * { ?s ?p 'a\\\\' SERVICE <URL> { ?s ?p ?o } #'\n }",
    "SELECT * { ?s ?p '''a''''SERVICE <URL> { ?s ?p ?o } #'\n }",
    'SELECT * { ?s ?p """a\\""""SERVICE <URL> { ?s ?p ?o } #"\n }',
    "SELECT * { # \u2028 SERVICE <URL> {}\u2029 \n ?s ?p SERVICE <URL> {} }",
    "SELECT * { #\u0085\n SERVICE <URL> {} }",
    "SELECT * { #\x0b\r SERVICE <URL> {} }",
)
"""SERVICE beside what is no blank, and what looks like it: refused, or no query at all."""

UPDATES = (
    "INSERT DATA { <x:a> <x:b> <x:c> }", "DELETE DATA { <x:a> <x:b> <x:c> }",
    "DELETE WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
    "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } USING <URL> WHERE { ?s ?p ?o }",
    "LOAD <URL>", "LOAD SILENT <URL>", "LOAD <URL> INTO GRAPH <x:g>", "load<URL>",
    "LOAD <file:///etc/passwd>", "CLEAR ALL", "CLEAR SILENT DEFAULT", "CLEAR GRAPH <x:g>",
    "DROP ALL", "DROP NAMED", "CREATE GRAPH <x:g>", "COPY DEFAULT TO <x:g>",
    "MOVE <x:g> TO DEFAULT", "ADD <x:g> TO <x:h>", "PREFIX x: <x:> # \n DROP ALL",
    "BASE <URL> LOAD <x>", "\ufeffDROP ALL", "DrOp SiLeNt AlL",
    "SELECT * {} ; DROP ALL", "ASK {} LOAD <URL>", "# SELECT * {}\rDROP ALL",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
)  # fmt: skip

_UNKNOWN = ("URL", "file:///etc/passwd", "passwd", "../../etc/passwd", "urn:x", "//127.0.0.1:PORT/",
            "?q", "#f", "", "http://[::1]/", "javascript:0")  # fmt: skip
GRAPHS = tuple(
    pattern.replace("G", graph)
    for graph in _UNKNOWN
    for pattern in (
        "SELECT * FROM <G> { ?s ?p ?o }",
        "SELECT * FROM NAMED <G> { GRAPH ?g { ?s ?p ?o } }",
        "BASE <URL> ASK FROM <G> {}",
        "PREFIX g: <G> CONSTRUCT FROM g: WHERE { ?s ?p ?o }",
        "DESCRIBE <x:x> FROMNAMED<G>",
    )
)
"""Graphs that no release has, by FROM and FROM NAMED."""

_NEST = (
    ("{", "", "}"), ("{{}", "", "}"), ("{ ?a ?b ?c OPTIONAL", "{}", "}"),
    ("{ {} UNION", "{}", "}"), ("{ ?a ?b ?c MINUS", "{}", "}"), ("{ GRAPH ?g", "{}", "}"),
    ("{ FILTER EXISTS", "{}", "}"), ("{ FILTER NOT EXISTS", "{}", "}"),
    ("{ SELECT *", "{}", "}"), ("{ SELECT (COUNT(*) AS ?n)", "{ ?a ?b ?c }", "}"),
    ("{ ?s ?p ?o . FILTER(EXISTS", "{}", ")}"),
)  # fmt: skip
_INNER = (
    ("FILTER(X)", "(", "1", ")"), ("FILTER(X)", "!", "true", ""), ("FILTER(X)", "-", "1", ""),
    ("FILTER(X)", "1+", "1", ""), ("FILTER(X)", "1=1||", "true", ""),
    ("FILTER(X)", "STR(", "1", ")"), ("FILTER(X)", "IF(true,", "1", ",2)"),
    ("FILTER(X)", "COALESCE(", "1", ")"), ("FILTER(X)", "CONCAT('a',", "'b'", ")"),
    ("FILTER(X)", "1 IN(", "1", ")"), ("?s X ?o", "(", "<x:p>", ")"),
    ("?s X ?o", "(", "<x:p>", ")*"), ("?s X ?o", "^", "<x:p>", ""),
    ("?s X ?o", "<x:p>/", "<x:p>", ""), ("?s X ?o", "<x:p>|", "<x:p>", ""),
    ("?s X ?o", "!(", "<x:p>", ")"), ("?s ?p X", "(", "", ")"), ("?s ?p X", "[ ?p ", "1", "]"),
    ("?s ?p X", "<< ", "<x:a> ?p ?o", " >>"), ("VALUES ?x { X }", "", "1", ""),
)  # fmt: skip
DEPTHS = (60, 190, 3_000, 60_000)

DEEP = tuple(
    f"ASK {head * depth}{middle}{tail * depth}"
    for head, middle, tail in _NEST
    for depth in DEPTHS
    if len(head + tail) * depth < 2**20
) + tuple(
    "ASK { " + frame.replace("X", head * depth + middle + tail * depth) + " }"
    for frame, head, middle, tail in _INNER
    for depth in DEPTHS
)
"""Brackets, operators and paths within each other, as deep as is allowed and far deeper."""

DENSE = tuple(
    (before + unit * (2**20 // len(unit)))[: 2**20]
    for before in ("SELECT * { ", "ASK { FILTER(1 < ")
    for unit in ("a.", "a-", "{}", "<a>", "'' ", "a:b ", ",;.", "#\n", "?a?b ", "\\u0041")
)
"""A mebibyte of tokens that cost something each."""

_ALL = "?a ?b ?c . ?d ?e ?f"
_LONG = "GROUP_CONCAT(DISTINCT ?x; SEPARATOR='" + "x" * 5000 + "')"
ENDLESS = (
    f"SELECT DISTINCT ?a ?f {{ {_ALL} . ?g ?h ?i }} ORDER BY DESC(?f) ?a",
    f"SELECT * {{ {_ALL} . ?g ?h ?i }} ORDER BY RAND() LIMIT 5",
    f"SELECT (SUM(STRLEN(STR(?c))) AS ?n) {{ {_ALL} . ?g ?h ?i }}",
    f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {_ALL} }}",
    f"SELECT ({_LONG} AS ?n) {{ {_ALL} BIND(CONCAT(STR(?a), STR(?d)) AS ?x) }}",
    f"SELECT (MIN(?f) AS ?m) (SAMPLE(?c) AS ?n) {{ {_ALL} . ?g ?h ?i }} GROUP BY ?b ?e ?h",
    f"SELECT (SHA512(CONCAT(STR(?a), STR(?d), STR(?f))) AS ?h) {{ {_ALL} }} ORDER BY ?h",
    f"ASK {{ {_ALL} FILTER(?a = ?nothing) }}",
    f"ASK {{ {_ALL} FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '(.*)(.*)(.*)(.*)zzzz$')) }}",
    "ASK { FILTER(REGEX('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '^(a|aa|a?)+$')) }",
    "ASK { FILTER(REGEX('a', '((a{1,200}){1,200}){1,200}')) }",
    "ASK { FILTER(REGEX('a', '" + "(" * 5000 + ")" * 5000 + "')) }",
    "SELECT (COUNT(*) AS ?n) { ?a (<x:a>|!<x:a>)* ?b }",
    "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>)+ ?b . ?b (^!<x:a>)* ?c . ?c (!<x:a>)* ?d }",
    "SELECT * { ?a ((!<x:a>)/(!<x:b>)/(!<x:c>)/(!<x:d>)/(!<x:e>)) ?b }",
    "SELECT * { ?a ((!<x:a>)?/(!<x:b>)?/(!<x:c>)?/(!<x:d>)?/(!<x:e>)?)* ?b FILTER(?b = 0) }",
    "SELECT ?z { BIND('xy' AS ?a0) "
    + repeated("BIND(REPLACE(?a#, '.', '$0$0$0$0') AS ?a~)", 20)
    + " BIND(STRLEN(?a20) AS ?z) }",
    "SELECT ?z { BIND('%%%%' AS ?a0) "
    + repeated("BIND(ENCODE_FOR_URI(?a#) AS ?a~)", 60)
    + " BIND(CONCAT(?a60, ?a59) AS ?z) }",
    "SELECT ?z { BIND('xxxx' AS ?a0) "
    + repeated("BIND(CONCAT(?a#, ?a#, ?a#, ?a#) AS ?a~)", 40)
    + " BIND(SHA256(?a40) AS ?z) }",
    "SELECT * { VALUES ?x { " + " ".join(map(str, range(90_000))) + " } }",
    "SELECT (COUNT(*) AS ?n) { VALUES ?x { " + " ".join(map(str, range(40_000))) + " } "
    "VALUES ?y { " + " ".join(map(str, range(40_000))) + " } }",
    "ASK { ?s ?p ?o FILTER(?o IN (" + ",".join(map(str, range(80_000))) + ")) }",
    "ASK { ?s ?p ?o FILTER(?o NOT IN (" + ",".join(f"<x:{n}>" for n in range(60_000)) + ")) }",
    "SELECT * { " + repeated("?s# ?p# ?o# .", 3000) + " }",
    "SELECT * { " + repeated("?s ?p# ?o#", 60, " . ") + " }",
    "SELECT * { ?s0 ?p0 ?o0 " + repeated("OPTIONAL { ?s ?p# ?o# }", 60) + " }",
    "SELECT " + repeated("(1 AS ?x#)", 3500) + " {}",
    "CONSTRUCT { " + repeated("?a <x:p#> ?c .", 3000) + " } WHERE { ?a ?b ?c }",
    "CONSTRUCT { ?a ?e [ ?b ?f ] } WHERE { ?a ?b ?c . ?d ?e ?f }",
    "DESCRIBE * { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?a ?b ?c } LIMIT 99999999999999999999999999",
    f"SELECT * {{ {_ALL} }} OFFSET 18446744073709551615",
    f"SELECT * {{ {_ALL} . ?g ?h ?i . ?j ?k ?l }} OFFSET 900000000000 LIMIT 1",
    "SELECT (UUID() AS ?u) (STRUUID() AS ?v) { ?a ?b ?c . ?d ?e ?f }",
    f"SELECT * {{ {{ {_ALL} }} UNION {{ {_ALL} }} UNION {{ {_ALL} }} }}",
    f"SELECT * {{ GRAPH ?g {{ {_ALL} }} GRAPH ?h {{ {_ALL.replace('?', '?x')} }} }}",
    f"ASK {{ ?x ?y ?z FILTER NOT EXISTS {{ {_ALL} FILTER(?a = ?x && ?d = ?z) }} }}",
    f"ASK {{ {_ALL} MINUS {{ ?a ?b ?c . ?g ?h ?i . ?d ?e ?i }} FILTER(false) }}",
    "ASK { " + "?x ?y ?z FILTER EXISTS { " * 60 + "?m ?n ?o FILTER(?o = 'nothing')" + "}" * 61,
    "SELECT * { " + "{ SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f " * 40 + "}}" * 40 + " }",
)
"""Queries that would run, or grow, without end."""

NUMBERS = tuple(
    f"SELECT ({expression} AS ?x) {{}}"
    for expression in (
        "1/0", "1.0/0", "1e0/0", "0e0/0e0", "9223372036854775807+1", "-9223372036854775808-1",
        "9223372036854775807*9223372036854775807", "99999999999999999999999999", "1e400", "-1e400",
        "1e-400", "0." + "1" * 5000, "1" * 5000, "1" * 100_000, "1." + "0" * 100_000,
        "170141183460469231731687303715884105727.0 + 1.0",
        "ABS(-9223372036854775808)", "ROUND(1e308*10)", "CEIL(-0.0)", "FLOOR(1e19)",
        "SUBSTR('abc', -9223372036854775808)", "SUBSTR('abc', 1, 9223372036854775807)",
        "SUBSTR('abc', 9223372036854775807, 9223372036854775807)", "SUBSTR('abc', 1e400)",
        "'9999999999999-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>",
        "'-0001-01-01'^^<http://www.w3.org/2001/XMLSchema#date>",
        "YEAR('99999999999-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>)",
        "'P99999999999999999999Y'^^<http://www.w3.org/2001/XMLSchema#duration>",
        "NOW() + 'P9223372036854775807Y'^^<http://www.w3.org/2001/XMLSchema#yearMonthDuration>",
        "NOW() - '0001-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>",
        "<http://www.w3.org/2001/XMLSchema#integer>('1e5')",
        "<http://www.w3.org/2001/XMLSchema#decimal>(1e300)",
        "<http://www.w3.org/2001/XMLSchema#integer>(1e300)",
        "<http://www.w3.org/2001/XMLSchema#boolean>('maybe')", "-" * 50 + "1", "1 - -1", "+1",
        "STRLEN(STR(1e308))", "RAND()*1e308*1e308", "IRI('not an iri')",
        "IRI('" + "x" * 9999 + "')",
        "IRI('http://[')", "IRI('//')", "STRDT('x', 'y')", "STRLANG('x', '')", "STRLANG('x', ' ')",
        "BNODE(1)", "REGEX('a', '[')", "REGEX('a', 'a', 'zz')", "REPLACE('a', '', 'b')",
        "REPLACE('a', 'a', '$9')", "REPLACE('abc', '(?<n>b)', '${n}')", "REGEX('a', '(?R)')",
        "LANGMATCHES('', '')", "TZ(1)", "TIMEZONE(NOW())", "COALESCE()", "CONCAT()", "IF(1,2)",
        "BOUND(?x)", "sameTerm(?x, ?x)", "<x:f>(1)", "<x:f>()", "ENCODE_FOR_URI('\U0010ffff')",
        "UCASE('\ufb03\u0130\u00df')", "LCASE('\u0130')", "MD5('')", "STRBEFORE('', '')",
    )
)  # fmt: skip
"""Values at the edges of their types."""

TEXTS = (
    "SELECT ('\\uD800' AS ?x) {}", "SELECT ('\\uDFFF\\uD800' AS ?x) {}",
    "SELECT ('\\U0010FFFF' AS ?x) {}", "SELECT ('\\U00110000' AS ?x) {}",
    "SELECT ('\\U0000D83D\\U0000DE00' AS ?x) {}", "SELECT ('\\u0000' AS ?x) {}",
    "SELECT ('\x00' AS ?x) {}", "SELECT ('\x01\x02\x1f\x7f' AS ?x) {}",
    "SELECT ('\ufffe\uffff' AS ?x) {}", "SELECT ('\u202eabc\u202c\u2066' AS ?x) {}",
    "SELECT ('" + "\u0301" * 10_000 + "' AS ?x) {}",
    "SELECT ('\U0001f468\u200d\U0001f469' AS ?x) {}",
    "SELECT ('\\q' AS ?x) {}", "SELECT ('\\' AS ?x) {}", "SELECT ('\\u12' AS ?x) {}",
    "SELECT ('a\nb' AS ?x) {}", "SELECT ('''a\nb\r\n\u2028c''' AS ?x) {}",
    "SELECT ('a,b\"c\\t\\n\\r' AS ?x) ('<&>]]>' AS ?y) {}", "SELECT (<x:\\u003E> AS ?x) {}",
    "SELECT (<x:\\u0020> AS ?x) {}", "SELECT (<x:\\uD800> AS ?x) {}", "SELECT (<x: y> AS ?x) {}",
    "SELECT (<\u202ex:y> AS ?x) {}",
    "SELECT ?\u00e9\u4e2d\U00010000 { BIND(1 AS ?\u00e9\u4e2d\U00010000) }",
    "SELECT ('x'@" + "a" * 8 + "-b" * 5000 + " AS ?x) {}", "SELECT ('x'@-en AS ?x) {}",
    "SELECT ('x'@en--ltr AS ?x) {}", "\ufeff\ufeffASK {}", "ASK {}\x00", "ASK {}\x1a", "\x00ASK {}",
    "ASK\u00a0{}", "ASK\u3000{}", "ASK\x0b{}", "ASK\x0c{}", "ASK {} #", "ASK {} # \x00",
    "ASK {", "ASK }", "ASK", "", " ", "#", "{}", "*", "SELECT", "SELECT *", "SELECT {}",
    "SELECT ?x", "SELECT * { ?s ?p }", "SELECT * { ?s ?p ?o", "SELECT * WHERE ?s ?p ?o",
    "PREFIX", "PREFIX x", "PREFIX x:", "PREFIX x: ASK {}", "PREFIX x: <y> PREFIX x: <z> ASK {}",
    "BASE", "BASE <x>", "BASE <http://[> ASK {}", "BASE <:::> SELECT (<x> AS ?y) {}",
    "VERSION '1.2' ASK {}", "VERSION '9.9' ASK {}", "SELECT ?x { ?x " + "y" * 500_000 + ":z ?o }",
    "SELECT (1 AS ?" + "v" * 500_000 + ") {}", "SELECT (<x:" + "i" * 900_000 + "> AS ?x) {}",
    "SELECT ('" + "s" * 1_000_000 + "' AS ?x) {}", "PREFIX " + "p" * 300_000 + ": <x:> ASK {}",
    "SELECT * { ?s ?p ?o } GROUP BY", "SELECT (COUNT(*) AS ?n) ?s {}", "SELECT * {} GROUP BY ?x",
    "SELECT (?y AS ?x) (?x AS ?y) {}", "SELECT (1 AS ?x) (2 AS ?x) {}",
    "ASK { BIND(1 AS ?x) BIND(2 AS ?x) }",
    "SELECT * {} VALUES (?a ?b) { (1) }", "SELECT * {} VALUES () { () () () }",
    "CONSTRUCT { 'a' ?p ?o } { ?s ?p ?o }", "CONSTRUCT { _:b ?p ?o } { ?s ?p ?o }", "DESCRIBE",
    "DESCRIBE <x:y> <x:z> ?nothing", "SELECT * { _:a ?p ?o } LIMIT 0",
    "SELECT REDUCED * {} LIMIT -1",
    "ASK { << <x:a> <x:b> <x:c> >> ?p ?o }", "ASK { <<( <x:a> <x:b> <x:c> )>> ?p ?o }",
    "ASK { ?s ?p ?o {| <x:q> 1 |} }", "SELECT (TRIPLE(<x:a>, <x:b>, <x:c>) AS ?t) {}",
    "SELECT (SUBJECT(?t) AS ?s) { BIND(TRIPLE(<x:a>, <x:b>, 1) AS ?t) }",
    "select(1as?x){}", "ASK{{{}}{}{{}}}", "ask{filter(1<2&&2>1)}",
)  # fmt: skip
"""Texts that are odd, cut off, or hardly queries."""
