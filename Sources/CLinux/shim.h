/* Linux calls that Swift's Glibc module does not export, and nothing else. */
#ifndef TRANCHE_CLINUX_H
#define TRANCHE_CLINUX_H
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>
static const int CL_EFD_FLAGS = EFD_NONBLOCK | EFD_CLOEXEC;
static const int CL_SFD_FLAGS = SFD_NONBLOCK | SFD_CLOEXEC;
/* Swift refuses to import fork, for a process with threads must not go on in Swift after it. The one caller
   has a single thread. */
static inline pid_t cl_fork(void) { return fork(); }
/* The short name that ps -e and top show. */
static inline void cl_name_process(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
/* No core file of this process, and no other process of its user reads its memory. */
static inline void cl_forbid_dumps(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
int close_range(unsigned int first, unsigned int last, int flags);
#endif
