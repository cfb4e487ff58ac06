r"""The compiler: sources in, an immutable release out.

It promises not to look at the clock, not to reach the network, and not to draw lots: the same
inputs give the same bytes, wherever and whenever they are compiled. It never reads a release,
never serves one, and writes nothing at all while the gate has anything against the data.

    inputs     the bytes of every file that a release is made from, and the hash of them all
    source     a Turtle file, parsed; ``blocks`` knows the line at which each subject begins
    hygiene    rules of form            \
    derive     rules of inference        }  ``gate`` runs them in order and keeps all findings
    validate   SHACL                    /
    report, describe, dumps, jsonld     what a release says of itself, and in which formats
    assemble   the draft, and its renaming into a release
    build      the whole way
    evidence   a claim beside its passage, for people
"""
