/* The C interface under its name of before 1.0. */
#include "../pyra.h"
