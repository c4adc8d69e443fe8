/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* What a process changes about its terminal is global by nature; it is kept here alone. */
static struct termios settings_before;
static bool settings_known;
static bool taken;

bool terminal_is_live(void)
{
    const char *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

bool terminal_has_color(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return !(no_color && *no_color) && term && strcmp(term, "vt100") != 0 &&
           strcmp(term, "vt220") != 0 && !strstr(term, "-mono");
}

bool terminal_is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

void terminal_size(unsigned *ret_rows, unsigned *ret_columns)
{
    struct winsize size = {0};
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    *ret_rows = known ? size.ws_row : 24;
    *ret_columns = known ? size.ws_col : 80;
}

int terminal_take(void)
{
    static const char enter[] = "\033[?1049h\033[?25l\033[2J";

    if (isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &settings_before) == 0) {
        struct termios settings = settings_before;
        settings.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        settings.c_cc[VMIN] = 1;
        settings.c_cc[VTIME] = 0;
        settings_known = tcsetattr(STDIN_FILENO, TCSANOW, &settings) == 0;
    }
    static bool registered;
    if (!registered && atexit(terminal_restore) != 0)
        return -ENOMEM;
    registered = true;
    taken = true;
    return terminal_write(enter, sizeof(enter) - 1);
}

void terminal_restore(void)
{
    static const char leave[] = "\033[0m\033[?25h\033[?1049l";

    if (!taken)
        return;
    taken = false;
    terminal_write(leave, sizeof(leave) - 1);
    if (settings_known)
        tcsetattr(STDIN_FILENO, TCSANOW, &settings_before);
}

int terminal_write(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, text, length);
        if (written < 0 && errno == EAGAIN) {
            struct pollfd wait = {.fd = STDOUT_FILENO, .events = POLLOUT};
            poll(&wait, 1, -1);
            continue;
        }
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -errno;
        text += written;
        length -= (size_t)written;
    }
    return 0;
}
