/*
 * What the whole-run cases fix around the program when they run in their own process, for the native file: the clock stands at
 * 2026-01-02T03:04:05Z, and the person is tester@here. Loaded with LD_PRELOAD, so that the file under test is the one that is
 * shipped. Timers use the monotonic clock, which goes on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pwd.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now)
{
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) {
        now->tv_sec = 1767323045;
        now->tv_nsec = 0;
        return 0;
    }
    return (int)syscall(SYS_clock_gettime, clock, now);
}

int gethostname(char *name, size_t length)
{
    strncpy(name, "here", length);
    return 0;
}

int getpwuid_r(uid_t user, struct passwd *found, char *buffer, size_t length, struct passwd **result)
{
    static const char texts[] = "tester\0";
    if (length < sizeof texts) {
        *result = NULL;
        return ERANGE;
    }
    memcpy(buffer, texts, sizeof texts);
    memset(found, 0, sizeof *found);
    found->pw_uid = user;
    found->pw_name = buffer;
    found->pw_passwd = found->pw_gecos = found->pw_dir = found->pw_shell = buffer + sizeof "tester";
    *result = found;
    return 0;
}
