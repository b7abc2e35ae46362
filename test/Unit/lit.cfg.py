"""lit configuration for the GoogleTest binaries in build/unittests."""

import lit.formats

config.name = "quantx-unit"
config.test_format = lit.formats.GoogleTest(".", "Tests")
config.suffixes = []
config.test_source_root = config.quantx_obj_root + "/unittests"
config.test_exec_root = config.quantx_obj_root + "/unittests"
