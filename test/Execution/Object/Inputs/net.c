/* Calls the functions of net.mlir and checks what they give. */
#include "net.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "line %d: not so: %s\n", __LINE__, #condition);          \
      exit(EXIT_FAILURE);                                                      \
    }                                                                          \
  } while (0)

static void checkProduct(int64_t rows) {
  /* At an odd address: more alignment than the elements' is not needed. */
  int8_t *memory = malloc((size_t)rows * 3 + 1), *x = memory + 1;
  const float scale = 0.5f;
  float *y = NULL;
  int32_t *sum = NULL, expected_sum = 0;
  int64_t y_rows = -1;
  for (int64_t i = 0; i < rows * 3; ++i)
    x[i] = (int8_t)(i * 37 - 128);

  net_main(x, rows, &scale, &y, &y_rows, &sum);

  CHECK(y_rows == rows);
  for (int64_t i = 0; i < rows; ++i) {
    const int8_t *row = x + i * 3;
    int32_t a = row[0] + 3 * row[1] - 128 * row[2];
    int32_t b = -2 * row[0] + 4 * row[1] + 127 * row[2];
    CHECK(y[i * 2] == (float)a * scale);
    CHECK(y[i * 2 + 1] == (float)b * scale);
    expected_sum += a + b;
  }
  CHECK(*sum == expected_sum);
  free(y);
  free(sum);
  free(memory);
}

static void checkNarrowElements(void) {
  const bool bits[5] = {true, false, false, true, true};
  /* 3, -8 and -1, of which only the lowest four bits are read. */
  const uint8_t nibbles[3] = {0x03, 0x08, 0xff};
  const double values[3] = {3, -8, -1};
  bool *flipped;
  uint8_t *negated;
  double *exponentials;

  net_flip(bits, nibbles, &flipped, &negated, &exponentials);

  for (int i = 0; i < 5; ++i)
    CHECK(flipped[i] == !bits[i]);
  CHECK(negated[0] == 0x0d && negated[1] == 0x08 && negated[2] == 0x01);
  for (int i = 0; i < 3; ++i)
    CHECK(fabs(exponentials[i] / exp(values[i]) - 1) < 1e-14);
  free(flipped);
  free(negated);
  free(exponentials);
}

int main(void) {
  for (int64_t rows = 0; rows < 40; ++rows)
    checkProduct(rows);
  checkNarrowElements();
  puts("all as expected");
  return EXIT_SUCCESS;
}
