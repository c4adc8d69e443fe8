/* SPDX-License-Identifier: MIT */
#include "profiles/profiles.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profiles/profile.h"

#define SUFFIX ".ini"

static int is_profile(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name), suffix = strlen(SUFFIX);
    return entry->d_name[0] != '.' && length > suffix &&
           strcmp(entry->d_name + length - suffix, SUFFIX) == 0;
}

/* Not alphasort(): the order must not depend on the locale. */
static int by_id(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Returns 0, or -EINVAL when the file was refused, which has been reported. */
static int load_one(const char *directory, const char *file_name, profile_refused refused,
                    void *data, struct exercise *ret_exercise)
{
    char path[PATH_MAX], id[NAME_MAX + 1];
    struct profile_error error = {0};
    int length = snprintf(path, sizeof(path), "%s/%s", directory, file_name);
    if (length < 0 || (size_t)length >= sizeof(path)) {
        refused(data, file_name, 0, "its path is too long");
        return -EINVAL;
    }
    /* Opening a FIFO would wait for a writer. */
    struct stat status;
    if (stat(path, &status) < 0 || !S_ISREG(status.st_mode)) {
        refused(data, path, 0, "not a regular file");
        return -EINVAL;
    }
    FILE *file = fopen(path, "re");
    if (!file) {
        refused(data, path, 0, strerror(errno));
        return -EINVAL;
    }
    (void)snprintf(id, sizeof(id), "%.*s", (int)(strlen(file_name) - strlen(SUFFIX)), file_name);
    int r = profile_read(file, id, ret_exercise, &error);
    (void)fclose(file);
    if (r < 0)
        refused(data, path, error.line, error.reason);
    return r;
}

static void no_report(void *data, const char *file, unsigned line, const char *reason)
{
    (void)data;
    (void)file;
    (void)line;
    (void)reason;
}

int profiles_load(const char *directory, profile_refused refused, void *data,
                  struct profile_set *ret_set)
{
    struct dirent **entries;
    int count = scandir(directory, &entries, is_profile, by_id);
    if (count < 0)
        return -errno;

    struct exercise *exercises = calloc((size_t)count + 1, sizeof(*exercises));
    size_t loaded = 0;
    for (int i = 0; i < count; i++) {
        if (exercises && load_one(directory, entries[i]->d_name, refused ? refused : no_report,
                                  data, &exercises[loaded]) == 0)
            loaded++;
        free(entries[i]);
    }
    free(entries);
    if (!exercises)
        return -ENOMEM;
    *ret_set = (struct profile_set){.exercises = exercises, .count = loaded};
    return count - (int)loaded;
}

void profiles_free(struct profile_set *set)
{
    free(set->exercises);
    *set = (struct profile_set){0};
}

/*
 * A program in BUILD/ of a source tree finds the tree's own profiles at or above its folder:
 * build folders may lie some levels deep.
 */
static bool find_beside_program(char path[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    for (int up = 0; up < 6; up++) {
        char *slash = strrchr(path, '/');
        if (!slash || slash == path)
            return false;
        *slash = '\0';
        static const char below[] = "/daemon/profiles/exercises";
        size_t end = strlen(path);
        if (end + sizeof(below) > PATH_MAX)
            continue;
        strcpy(path + end, below);
        if (access(path, R_OK | X_OK) == 0)
            return true;
        path[end] = '\0';
    }
    return false;
}

const char *profiles_default_directory(void)
{
    static char path[PATH_MAX];
    const char *chosen = getenv("LUMBAR_PROFILES");
    if (chosen && *chosen != '\0')
        return chosen;
    return find_beside_program(path) ? path : LUMBAR_DATADIR "/exercises";
}
