"""Maps and time lines as markup: pure functions, which know of no request, no store and no file.

    maps        places and the lines between them, over the coastline
    timeline    periods and days with their bounds, in rows; ``marks`` draws them
    histogram   counts by year or decade

    geodesy     great circles, cuts at the antimeridian, distances
    window      which part of the world a map shows
    curves      lines as smooth paths in it
    labels      where the names of places find room, at each width
    sheets      a map at one of these widths: what is taken on it
    crossings   how far lines go through the boxes of names
    calendar    the ticks of an axis of days
    classes     the closed sets of classes that the style sheet knows
    elements    what markup is written with: escapes, shortens, measures text

They are made while a page waits: marks, of which there may be hundreds, are written as text of
which each part that comes from outside goes through ``escaped``, ``attribute`` or ``link``.

Their style sheet is ``static/drawing.css``. What a drawing shows, its page tells in a table too.
All text comes translated from the caller, and colours from the custom properties of the page.
"""
