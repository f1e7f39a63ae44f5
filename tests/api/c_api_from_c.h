/* What C programs do with the library, compiled as C. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/* Loads `file`, runs one grey picture and writes at most `room` logits. Returns K, or -1 after a failure. */
long run_from_c(const char* file, const char* dtype, float* logits, long room);
/* The same by a program of 0.2. */
long run_as_in_0_2(const char* file, const char* dtype, float* logits, long room);

#ifdef __cplusplus
}
#endif
