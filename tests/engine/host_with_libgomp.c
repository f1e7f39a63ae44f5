/* A program that has its own OpenMP: it loads libgomp, uses it, and opens pyra's library only then. MODEL
   LIBRARY THREADS: runs the model and says on standard output what changed for the program, line by line;
   nothing where nothing did. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pyra/runtime.h"

extern char** environ;

/* Threads of this process, and how many of them neither sleep nor are the one that asks. */
static int threads(int* awake) {
  DIR* tasks = opendir("/proc/self/task");
  int count = 0;
  *awake = 0;
  for (struct dirent* task = readdir(tasks); task != NULL; task = readdir(tasks)) {
    char name[300], state = 'R';
    if (task->d_name[0] == '.') continue;
    ++count;
    snprintf(name, sizeof name, "/proc/self/task/%s/stat", task->d_name);
    FILE* file = fopen(name, "r");
    if (file == NULL) continue;
    if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1) state = 'R';
    fclose(file);
    if (state != 'S' && atoi(task->d_name) != getpid()) ++*awake;
  }
  closedir(tasks);
  return count;
}

static unsigned long environment(void) {
  unsigned long sum = 5381;
  for (char** word = environ; *word != NULL; ++word) {
    for (const char* c = *word; *c != '\0'; ++c) sum = 33 * sum + (unsigned char)*c;
  }
  return sum;
}

static void* symbol(void* library, const char* name) {
  void* found = dlsym(library, name);
  if (found == NULL) printf("no %s\n", name), exit(1);
  return found;
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int wanted = atoi(argv[3]);
  void* gomp = dlopen("libgomp.so.1", RTLD_NOW | RTLD_GLOBAL);
  if (gomp == NULL) return printf("no libgomp: %s\n", dlerror()), 1;
  void (*set_threads)(int) = (void (*)(int))symbol(gomp, "omp_set_num_threads");
  int (*max_threads)(void) = (int (*)(void))symbol(gomp, "omp_get_max_threads");
  set_threads(3);
  const unsigned long before = environment();
  cpu_set_t affinity, after;
  sched_getaffinity(0, sizeof affinity, &affinity);

  void* library = dlopen(argv[2], RTLD_NOW);
  if (library == NULL) return printf("no library: %s\n", dlerror()), 1;
  __typeof__(&pyra_load) load = (__typeof__(&pyra_load))symbol(library, "pyra_load");
  __typeof__(&pyra_run) run = (__typeof__(&pyra_run))symbol(library, "pyra_run");
  __typeof__(&pyra_last_error) last_error = (__typeof__(&pyra_last_error))symbol(library, "pyra_last_error");
  pyra_options options = {0};
  options.threads = wanted;
  pyra_model* model = NULL;
  if (load(argv[1], &options, &model) != PYRA_OK) return printf("load: %s\n", last_error()), 1;
  static float images[9 * 3 * 16 * 16], logits[9 * 7];
  for (int batch = 1; batch <= 9; ++batch) {
    if (run(model, images, batch, logits) != PYRA_OK) return printf("run: %s\n", last_error()), 1;
  }

  int awake = 0, count = threads(&awake);
  if (count != wanted) printf("%d threads after calls of %d: somebody started more\n", count, wanted);
  for (int tries = 0; awake > 0 && tries < 2000; ++tries) { /* a member may still be on its way to sleep */
    usleep(5000);
    threads(&awake);
  }
  if (awake > 0) printf("%d threads do not sleep ten seconds after the last call\n", awake);
  if (max_threads() != 3) printf("omp_get_max_threads() is %d, was 3\n", max_threads());
  if (environment() != before) printf("the environment changed\n");
  sched_getaffinity(0, sizeof after, &after);
  if (!CPU_EQUAL(&affinity, &after)) printf("the affinity changed\n");
  return 0;
}
