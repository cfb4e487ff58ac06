"""Maps and time lines as markup: pure functions, which know of no request, no store and no file.

    maps        places and the lines between them, over the coastline
    timeline    periods and days with their bounds, in rows; ``marks`` draws them
    histogram   counts by year or decade

    geodesy     great circles, cuts at the antimeridian, distances
    window      which part of the world a map shows
    curves      lines as smooth paths in it
    labels      where the names of places find room
    calendar    the ticks of an axis of days
    classes     the closed sets of classes that the style sheet knows
    elements    the one writer of markup: escapes, shortens, measures text

Their style sheet is ``static/drawing.css``. What a drawing shows, its page tells in a table too.
All text comes translated from the caller, and colours from the custom properties of the page.
"""
