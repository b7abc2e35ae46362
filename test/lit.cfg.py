"""lit configuration: every .mlir, .test, .onnxtxt file below this folder."""

import os
import platform
import shutil

import lit.formats
from lit.llvm import llvm_config

config.name = "quantx"
config.test_format = lit.formats.ShTest(not llvm_config.use_lit_shell)
config.suffixes = [".mlir", ".test", ".onnxtxt"]
config.excludes = ["Inputs", "Models", "consumer", "CMakeLists.txt", "lit.cfg.py"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.quantx_obj_root, "test")

llvm_config.with_environment("PATH", config.llvm_tools_dir, append_path=True)
llvm_config.with_environment("PATH", config.quantx_tools_dir, append_path=True)
# LLVM's allocators poison what they have not handed out. Half of that code is in
# Debian's libraries, which are not instrumented and never take the poison away.
llvm_config.with_environment("ASAN_OPTIONS", "detect_leaks=0:allow_user_poisoning=0")

config.substitutions.append(("%models", os.path.join(config.test_source_root, "Models")))
config.substitutions.append(("%quantx_obj_root", config.quantx_obj_root))
config.substitutions.append(("%quantx_src_root", config.quantx_src_root))
config.substitutions.append(("%llvm_include", config.llvm_include_dir))
config.substitutions.append(("%utils", os.path.join(config.quantx_src_root, "utils")))
config.substitutions.append(("%python", "/usr/bin/python3"))
config.substitutions.append(("%mlir_libs", config.mlir_lib_dir))
config.substitutions.append(("%fashion_mnist", "/usr/share/datasets/fashion-mnist"))
config.substitutions.append(("%prove", "/usr/bin/python3 " + os.path.join(
    config.test_source_root, "Proofs", "prove.py")))
config.substitutions.append(("%apply_scale_oracle", os.path.join(
    config.quantx_obj_root, "unittests", "libNumericsApplyScaleOracle.so")))
config.substitutions.append(("%numerics_oracle", os.path.join(
    config.quantx_obj_root, "unittests", "libNumericsOracle.so")))

llvm_config.add_tool_substitutions(
    ["quant-opt", "quant-translate", "quant-calibrate", "quant-run", "quant-compile",
     "mlir-opt", "mlir-runner", "mlir-translate", "FileCheck", "not", "count",
     "quantx-test-opt", "quantx-fuzz-graphs", "llc", "opt", "mlir-tblgen", "llvm-objdump",
     "llvm-nm", "llvm-readelf", "llvm-readobj", "split-file", "lli"],
    [config.quantx_tools_dir, config.llvm_tools_dir])

# What this host can execute. A test that runs an instruction says REQUIRES and
# is reported as unsupported, by name, where the host lacks it.
try:
    with open("/proc/cpuinfo") as f:
        flags = next((l for l in f if l.startswith(("flags", "Features"))), "").split()
except OSError:
    flags = []
for flag in ["avx2", "avx512_vnni", "avx512vl", "avx_vnni", "asimddp"]:
    if flag in flags:
        config.available_features.add("host-" + flag.replace("_", ""))
config.available_features.add("host-" + platform.machine())

# The x86 targets whose instructions this host has, "generic" where it has none.
DOT_TARGETS = [("x86-64-v3", "avx2"), ("avx-vnni", "avx_vnni"), ("avx512-vnni", "avx512_vnni")]
config.substitutions.append(("%{host_dot_targets}", " ".join(
    target for target, flag in DOT_TARGETS if flag in flags) or "generic"))
if os.path.isdir("/usr/share/datasets/fashion-mnist"):
    config.available_features.add("fashion-mnist")
# How C for Arm is compiled and run where the machine is another.
if shutil.which("aarch64-linux-gnu-gcc") and shutil.which("qemu-aarch64"):
    config.available_features.add("aarch64-emulator")
# A Python with packages that Debian does not have; the tests do without it.
if "QUANTX_ONNXRUNTIME_PYTHON" in os.environ:
    config.available_features.add("onnxruntime")
    config.substitutions.append(("%onnxruntime_python", os.environ["QUANTX_ONNXRUNTIME_PYTHON"]))
# Open MPI runs as root and on fewer processors than processes only if told to.
if config.quantx_enable_mpi.upper() in ("ON", "TRUE", "1", "YES") and shutil.which("mpirun"):
    config.available_features.add("mpi")
    config.substitutions.append(("%mpirun", "mpirun --oversubscribe"))
    config.environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1"
    config.environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    # Containers often forbid reading the memory of another process.
    config.environment["OMPI_MCA_btl_vader_single_copy_mechanism"] = "none"
    # No other machine is started, and there may be no ssh to do it with.
    config.environment["OMPI_MCA_plm_rsh_agent"] = ""
if shutil.which("z3"):
    config.available_features.add("z3")
if shutil.which("clang-format-22"):
    config.available_features.add("clang-format")
# `lit -Dwhole` gives the tests of test/Regression the ONNX models as well, which
# takes minutes.
if "whole" in lit_config.params:
    config.environment["QUANTX_WHOLE_CORPUS"] = "1"
