/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stands between a server under test and the C library (LD_PRELOAD): its disk is slow or broken, and its wall clock is wrong, as the test says.
 *
 * PADDOCK_MACHINE names a file of five 64 bit numbers, which both sides map; what the test writes is in force at once. The monotonic clock
 * stays right, as it does on a machine whose date is set.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct machine {
  /* Orders. */
  volatile int64_t sync_millis; /* how long a sync takes at least */
  volatile int64_t sync_errno;  /* what a sync fails with; 0: it does not */
  volatile int64_t ahead_millis; /* of the wall clock */
  /* What has come of them. */
  int64_t syncs_slowed;
  int64_t syncs_failed;
};

static struct machine a_good_one;
static struct machine *machine = &a_good_one;

__attribute__((constructor)) static void open_orders(void) {
  const char *path = getenv("PADDOCK_MACHINE");
  int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) {
    return;
  }
  void *mapped = mmap(NULL, sizeof *machine, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (mapped != MAP_FAILED) {
    machine = mapped;
  }
  close(file);
}

/* The function that this one stands before. Looking it up twice at once does no harm. */
#define REAL(name) \
  static __typeof__(name) *real; \
  if (real == NULL) { \
    real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name); \
  }

static int64_t monotonic_millis(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* In short naps: a disk that is mended answers at once. */
static int before_sync(void) {
  int64_t start = monotonic_millis();
  if (machine->sync_millis > 0) {
    __atomic_add_fetch(&machine->syncs_slowed, 1, __ATOMIC_RELAXED);
  }
  while (monotonic_millis() - start < machine->sync_millis) {
    struct timespec nap = {0, 2000000};
    nanosleep(&nap, NULL);
  }
  if (machine->sync_errno != 0) {
    __atomic_add_fetch(&machine->syncs_failed, 1, __ATOMIC_RELAXED);
    errno = (int)machine->sync_errno;
    return -1;
  }
  return 0;
}

int fsync(int file) {
  REAL(fsync)
  return before_sync() == 0 ? real(file) : -1;
}

int fdatasync(int file) {
  REAL(fdatasync)
  return before_sync() == 0 ? real(file) : -1;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  REAL(clock_gettime)
  int result = real(clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += machine->ahead_millis / 1000;
    now->tv_nsec += machine->ahead_millis % 1000 * 1000000;
    if (now->tv_nsec < 0) {
      now->tv_sec--;
      now->tv_nsec += 1000000000;
    } else if (now->tv_nsec >= 1000000000) {
      now->tv_sec++;
      now->tv_nsec -= 1000000000;
    }
  }
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec precise;
  int result = clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return result;
}

time_t time(time_t *also) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (also != NULL) {
    *also = now.tv_sec;
  }
  return now.tv_sec;
}
