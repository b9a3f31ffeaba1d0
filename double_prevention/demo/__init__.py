"""The demo plant: a chemical site around the Tennessee Eastman process.

The register (departments, people, units, events, measures, tags) is demo data like any
other, with its Chinese beside the English. What depends on the day of installation is
written by ``plant.load``: assessments, duties, sixty days of rounds and hidden hazards.

Process and limits: J. J. Downs and E. F. Vogel, "A plant-wide industrial process
control problem", Computers and Chemical Engineering 17 (1993).
"""
