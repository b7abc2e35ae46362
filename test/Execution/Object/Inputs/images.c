/* Runs a compiled model over images, one call each: raw f32 pixels from stdin,
 * raw f32 results to stdout.
 *
 * HEADER declares FUNCTION, which takes [n, 1, 28, 28] and gives [m, k]:
 *   cc -DHEADER='"m.h"' -DFUNCTION=m_main images.c m.o -lm
 */
#include HEADER

#include <stdio.h>
#include <stdlib.h>

enum { PIXELS = 28 * 28 };

int main(void) {
  static float image[PIXELS];
  while (fread(image, sizeof(float), PIXELS, stdin) == PIXELS) {
    float *logits;
    int64_t rows;
    FUNCTION(image, 1, &logits, &rows);
    if (rows != 1 || fwrite(logits, sizeof(float), 10, stdout) != 10) {
      fputs("the results could not be written\n", stderr);
      return EXIT_FAILURE;
    }
    free(logits);
  }
  return ferror(stdin) || fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
