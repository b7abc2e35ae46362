# `ninja quantx-doc` writes the reference of ops, attributes and passes, which
# lives in the .td files, to build/docs.

set(doc_dir "${PROJECT_BINARY_DIR}/docs")
set(doc_files)

# quantx_doc(<output> <td file> <generator options...>)
function(quantx_doc output td)
  add_custom_command(OUTPUT "${doc_dir}/${output}"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${doc_dir}"
    COMMAND "${MLIR_TABLEGEN_EXE}" ${ARGN}
      -I "${PROJECT_SOURCE_DIR}/include" -I "${MLIR_INCLUDE_DIRS}"
      "${PROJECT_SOURCE_DIR}/include/quantx/${td}" -o "${doc_dir}/${output}"
    DEPENDS "${PROJECT_SOURCE_DIR}/include/quantx/${td}"
    VERBATIM)
  list(APPEND doc_files "${doc_dir}/${output}")
  set(doc_files ${doc_files} PARENT_SCOPE)
endfunction()

quantx_doc(Dialect.md Dialect/QuantX/IR/QuantXOps.td -gen-dialect-doc -dialect=quantx)
quantx_doc(Passes.md Dialect/QuantX/Transforms/Passes.td -gen-pass-doc)
quantx_doc(Conversions.md Conversion/Passes.td -gen-pass-doc)
add_custom_target(quantx-doc DEPENDS ${doc_files})
