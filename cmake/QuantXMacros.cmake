# How every library, tool and test of the project is declared.

include(GNUInstallDirs)

# quantx_compile_options(target [EXCEPTIONS])
# Warnings, the exception model of LLVM (off unless EXCEPTIONS), sanitizers.
function(quantx_compile_options target)
  cmake_parse_arguments(ARG "EXCEPTIONS" "" "" ${ARGN})
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers
    $<$<BOOL:${QUANTX_WARNINGS_AS_ERRORS}>:-Werror>
    # The numeric contract forbids fused multiply-add contraction.
    -ffp-contract=off)
  if(NOT ARG_EXCEPTIONS)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
  endif()
  if(QUANTX_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${QUANTX_SANITIZE} -fno-omit-frame-pointer -fno-sanitize=vptr)
    target_link_options(${target} PUBLIC -fsanitize=${QUANTX_SANITIZE})
  endif()
endfunction()

# Links the MLIR (and LLVM) shared libraries where they exist, and the named
# static component libraries where they do not. The two are never mixed: that
# would give one process two TypeIDs for one class.
function(quantx_link_mlir target)
  if(TARGET MLIR)
    target_link_libraries(${target} PUBLIC MLIR LLVM)
  else()
    get_property(dialect_libs GLOBAL PROPERTY MLIR_DIALECT_LIBS)
    get_property(conversion_libs GLOBAL PROPERTY MLIR_CONVERSION_LIBS)
    get_property(extension_libs GLOBAL PROPERTY MLIR_EXTENSION_LIBS)
    get_property(translation_libs GLOBAL PROPERTY MLIR_TRANSLATION_LIBS)
    target_link_libraries(${target} PUBLIC
      ${dialect_libs} ${conversion_libs} ${extension_libs} ${translation_libs}
      MLIROptLib MLIRTranslateLib MLIRLspServerLib)
  endif()
endfunction()

# Links LLVM alone, in the same way.
function(quantx_link_llvm target)
  if(TARGET LLVM)
    target_link_libraries(${target} PUBLIC LLVM)
  else()
    target_link_libraries(${target} PUBLIC LLVMSupport)
  endif()
endfunction()

# quantx_add_library(<Name> source... [LLVM] [MLIR] [EXCEPTIONS]
#                    [DEPENDS tablegen-target...] [LINK_LIBS lib...])
# A static library that is installed and exported as quantx::<Name>; its CMake
# target is QuantX<Name>. MLIR links MLIR, LLVM links LLVM's support library
# only; a room without either stays plain C++.
function(quantx_add_library name)
  cmake_parse_arguments(ARG "LLVM;MLIR;EXCEPTIONS" "" "DEPENDS;LINK_LIBS" ${ARGN})
  set(target QuantX${name})
  add_library(${target} STATIC ${ARG_UNPARSED_ARGUMENTS})
  add_library(quantx::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(${target} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(${target} PUBLIC cxx_std_17)
  if(ARG_EXCEPTIONS)
    quantx_compile_options(${target} EXCEPTIONS)
  else()
    quantx_compile_options(${target})
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${target} ${ARG_DEPENDS})
  endif()
  target_link_libraries(${target} PUBLIC ${ARG_LINK_LIBS})
  if(ARG_LLVM)
    quantx_link_llvm(${target})
  endif()
  if(ARG_MLIR)
    quantx_link_mlir(${target})
  endif()
  install(TARGETS ${target} EXPORT quantxTargets
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endfunction()

# quantx_add_tool(<name> source... [LINK_LIBS lib...])
function(quantx_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  quantx_compile_options(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
  install(TARGETS ${name} EXPORT quantxTargets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# quantx_add_gtest(<name> source... [MLIR] [LINK_LIBS lib...])
# A GoogleTest binary in build/unittests, run by the `check-quantx` suite.
function(quantx_add_gtest name)
  cmake_parse_arguments(ARG "EXCEPTIONS" "" "LINK_LIBS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  quantx_compile_options(${name} EXCEPTIONS)
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS} GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/unittests")
  set_property(GLOBAL APPEND PROPERTY QUANTX_GTESTS ${name})
endfunction()
