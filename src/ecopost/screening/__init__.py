"""Roster x registers x policy → findings with their evidence (A7, A13, A14).

The way through: `registers` reads and cuts down what departments handed over, `facts` and `kinds` turn each rule
into expressions, an engine evaluates them, `findings` and `evidence` say what was found and on what grounds.
"""
