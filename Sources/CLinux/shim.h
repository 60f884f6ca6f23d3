/* Linux calls that Swift's Glibc module does not export, and nothing else. */
#ifndef TRANCHE_CLINUX_H
#define TRANCHE_CLINUX_H
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/prctl.h>
#include <signal.h>
static const int CL_EFD_FLAGS = EFD_NONBLOCK | EFD_CLOEXEC;
static const int CL_SFD_FLAGS = SFD_NONBLOCK | SFD_CLOEXEC;
#endif
