"""Text of tables as Python's own strings: pandas goes over many short tables faster with these than
with those of arrow. Imported for its effect, wherever tables come in.
"""

import pandas as pd

pd.set_option("mode.string_storage", "python")
