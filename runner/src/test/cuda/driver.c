/* A driver for tests: memory is the host's, launches are counted and do nothing. It tells nothing about a real GPU.
 * STUB_INIT is cuInit's answer, STUB_COUNT the number of devices, of which CUDA_VISIBLE_DEVICES may leave one, named by its UUID, STUB_CC ten times their compute capability, STUB_FAIL one
 * failure as call:k:code, such as cuMemAlloc_v2:3:2, STUB_LOG a file that says which kernels were launched. stub_fail sets the failure in this process, stub_count counts.
 * Linked with the emulated kernels (-DEMULATED), launches compute: the program then runs as on a GPU, a thread at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int answer(const char *name, int otherwise) { const char *s = getenv(name); return s ? atoi(s) : otherwise; }

int cuInit(unsigned flags) { return answer("STUB_INIT", 0); }
int cuDriverGetVersion(int *version) { *version = 12040; return 0; }
/* The one that is visible, or -1 for all. */
static int visible(void) {
    const char *s = getenv("CUDA_VISIBLE_DEVICES");
    return s && !strncmp(s, "GPU-", 4) ? (int) strtol(s + strlen(s) - 2, 0, 16) : -1;
}
int cuDeviceGetCount(int *count) { *count = visible() < 0 ? answer("STUB_COUNT", 1) : 1; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = visible() < 0 ? ordinal : visible(); return 0; }
int cuDeviceGetName(char *name, int length, int device) { strncpy(name, "Stub\nGPU", length); return 0; }
/* Each device has one of its own: its number is the last byte. */
int cuDeviceGetUuid(char *bytes, int device) { memset(bytes, 0x5A, 16); bytes[15] = (char) device; return 0; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = (size_t) 24 << 30; return 0; }

/* Where STUB_USE names a file: a line when a process that sees one device loads the driver, and one when it ends in order: what, the device's UUID,
 * the process, its parent, and nanoseconds of a clock that all processes share. Loading takes STUB_LOAD_MS then. */
static void note_use(const char *what) {
    if (!getenv("STUB_USE") || visible() < 0) return;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    char line[200];
    int length = snprintf(line, sizeof line, "%s %s %d %d %lld\n", what, getenv("CUDA_VISIBLE_DEVICES"), (int) getpid(), (int) getppid(),
                          now.tv_sec * 1000000000LL + now.tv_nsec);
    FILE *f = fopen(getenv("STUB_USE"), "a");
    if (f) {
        fwrite(line, 1, length, f); /* at once when it is closed, so that no two processes mix theirs */
        fclose(f);
    }
}
__attribute__((constructor)) static void loaded(void) {
    note_use("begins");
    if (getenv("STUB_USE") && visible() >= 0) usleep(1000 * answer("STUB_LOAD_MS", 0));
}
__attribute__((destructor)) static void unloaded(void) { note_use("ends"); }

#ifndef OLD
int cuDeviceGetAttribute(int *value, int attribute, int device) {
    int cc = answer("STUB_CC", 86);
    *value = attribute == 75 ? cc / 10 : attribute == 76 ? cc % 10 : attribute == 8 ? 49152 : attribute == 97 ? 101376 : -1;
    return 0;
}
#endif

#ifdef EMULATED
const char *emulate(const char *name, int grid_x, int grid_y, int threads, int shared_bytes, void **arguments, int count, int order);
#endif

#ifdef COMPUTE
enum { KINDS = 32, BLOCKS = 4096 };
static char failing[64];
static int failing_at, failing_code, sticky;
static struct { char name[40]; int calls; } kinds[KINDS];
static struct { void *address; size_t bytes; int host; } blocks[BLOCKS];

void stub_fail(const char *call, int k, int code) {
    snprintf(failing, sizeof failing, "%s", call);
    failing_at = k;
    failing_code = code;
    sticky = 0;
    memset(kinds, 0, sizeof kinds);
}

static int *calls(const char *name) {
    int i = 0;
    while (kinds[i].name[0] && strcmp(kinds[i].name, name)) i++;
    snprintf(kinds[i].name, sizeof kinds[i].name, "%s", name);
    return &kinds[i].calls;
}

int stub_count(const char *name) { return *calls(name); }

/* Blocks of device memory (0) or of pinned host memory (1) that are allocated now. */
int stub_blocks(int host) {
    int n = 0;
    for (int i = 0; i < BLOCKS; i++) n += blocks[i].address && blocks[i].host == host;
    return n;
}

/* One's turn to fail? As on a GPU, every call fails after a sticky error. */
static int called(const char *name) {
    if (!failing[0] && getenv("STUB_FAIL")) sscanf(getenv("STUB_FAIL"), "%63[^:]:%d:%d", failing, &failing_at, &failing_code);
    int k = ++*calls(name);
    if (sticky) return sticky;
    if (strcmp(name, failing) || k != failing_at) return 0;
    if (failing_code >= 700) sticky = failing_code;
    return failing_code;
}
#define CALLED do { int code = called(__func__); if (code) return code; } while (0)

static int put(void **address, size_t bytes, int host) {
    int i = 0;
    while (blocks[i].address) i++;
    blocks[i].address = *address = malloc(bytes);
    blocks[i].bytes = bytes;
    blocks[i].host = host;
    memset(*address, 0x5A, bytes);
    return 0;
}

static int take(void *address, int host) {
    for (int i = 0; i < BLOCKS; i++) {
        if (address && blocks[i].address == address && blocks[i].host == host) {
            free(address);
            blocks[i].address = 0;
            return 0;
        }
    }
    return 1;
}

/* Within one block of the device's memory? */
static int inside(void *address, size_t bytes) {
    for (int i = 0; i < BLOCKS; i++) {
        char *b = blocks[i].address, *a = address;
        if (b && !blocks[i].host && a >= b && a + bytes <= b + blocks[i].bytes) return 1;
    }
    return 0;
}

int cuGetErrorString(int code, const char **text) {
    *text = code == 2 ? "out of memory" : code == 222 ? "the provided PTX was compiled with an unsupported toolchain." : code == 700 ? "an illegal memory access was encountered"
            : code == 719 ? "unspecified launch failure" : code == 1 ? "invalid argument" : 0;
    return *text ? 0 : 1;
}
/* Where STUB_LOG names a file: a line for every module that is loaded, and for the first launch of every kernel of a process. */
static void log_line(const char *what, const char *name) {
    FILE *f = fopen(getenv("STUB_LOG"), "a");
    if (f) {
        fprintf(f, "%s %s\n", what, name);
        fclose(f);
    }
}
int cuDevicePrimaryCtxRetain(void **context, int device) { CALLED; *context = (void *) 0x10; return 0; }
#ifdef BEFORE_11
#define cuDevicePrimaryCtxRelease_v2 cuDevicePrimaryCtxRelease
#endif
int cuDevicePrimaryCtxRelease_v2(int device) { if (sticky) memset(blocks, 0, sizeof blocks); CALLED; return 0; } /* what is broken goes as a whole */
int cuCtxSetCurrent(void *context) { CALLED; return context == (void *) 0x10 ? 0 : 201; }
int cuModuleLoadDataEx(void **module, const char *image, unsigned count, const int *options, void **values) {
    int code = called(__func__);
    if (code) {
        for (unsigned i = 0; i < count; i++) if (options[i] == 5) strcpy(values[i], "ptxas fatal   : Unsupported .version 6.3\n  second line\n");
        return code;
    }
    *module = strdup(image);
    if (getenv("STUB_LOG")) log_line("loaded", "module");
    return strstr(image, ".version 6.3") ? 0 : 218;
}
int cuModuleUnload(void *module) { CALLED; free(module); return 0; }
/* A module has the kernels of its text. How many it has been asked for, of the module with "fill" and of others, is counted. */
int cuModuleGetFunction(void **function, void *module, const char *name) {
    CALLED;
    char entry[80];
    snprintf(entry, sizeof entry, ".entry %s(", name);
    if (!strstr(module, entry)) return 500;
    ++*calls(strstr(module, ".entry fill(") ? "found in the first module" : "found in another module");
    *function = strdup(name);
    return 0;
}
/* Functions that were allowed more dynamic shared memory than usual. What a kernel declares itself counts as well; those that take
 * dynamic shared memory declare up to 2 KB, and no other is launched with any. */
enum { FUNCTIONS = 64, OWN_SHARED = 2048 };
static struct { void *function; int bytes; } allowed[FUNCTIONS];
int cuFuncSetAttribute(void *function, int attribute, int value) {
    CALLED;
    if (attribute == 9) return value == 100 ? 0 : 1; /* the part for shared memory, in percent */
    int i = 0;
    while (allowed[i].function && allowed[i].function != function) i++;
    allowed[i].function = function;
    allowed[i].bytes = value;
    return attribute == 8 && value <= 101376 - OWN_SHARED ? 0 : 1;
}
static int shared_is_allowed(void *function, unsigned bytes) {
    if (bytes + OWN_SHARED <= 49152) return 1;
    for (int i = 0; i < FUNCTIONS; i++) if (allowed[i].function == function) return bytes <= (unsigned) allowed[i].bytes;
    return 0;
}
static void log_launch(const char *name) {
    enum { SEEN = 128 };
    static char seen[SEEN][40];
    int i = 0;
    while (seen[i][0] && strcmp(seen[i], name)) i++;
    if (seen[i][0] || i == SEEN - 1) return;
    snprintf(seen[i], sizeof seen[i], "%s", name);
    log_line("launched", name);
}
int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared, void *stream, void **arguments, void **extra) {
    CALLED;
    if (bx > 1024 || stream != (void *) 0x40 || !shared_is_allowed(function, shared)) return 1;
    if (getenv("STUB_LOG")) log_launch(function);
#ifdef EMULATED
    const char *trouble = emulate(function, gx, gy, bx, shared, arguments, -1, 0);
    if (trouble) fprintf(stderr, "%s: %s\n", (char *) function, trouble);
    return trouble ? 719 : 0;
#endif
    return 0;
}
int cuStreamCreate(void **stream, unsigned flags) { CALLED; *stream = (void *) 0x40; return 0; }
int cuStreamSynchronize(void *stream) { CALLED; return 0; }
int cuStreamDestroy_v2(void *stream) { CALLED; return 0; }
int cuMemGetInfo_v2(size_t *free, size_t *total) { CALLED; *free = (size_t) 23 << 30; *total = (size_t) 24 << 30; return 0; }
int cuMemAlloc_v2(void **address, size_t bytes) { CALLED; return bytes > (size_t) 23 << 30 ? 2 : put(address, bytes, 0); }
int cuMemFree_v2(void *address) { CALLED; return take(address, 0); }
int cuMemAllocHost_v2(void **address, size_t bytes) { CALLED; return put(address, bytes, 1); }
int cuMemFreeHost(void *address) { CALLED; return take(address, 1); }
int cuMemsetD8Async(void *address, unsigned char value, size_t bytes, void *stream) { CALLED; if (!inside(address, bytes)) return 1; memset(address, value, bytes); return 0; }
int cuMemcpyHtoDAsync_v2(void *to, const void *from, size_t bytes, void *stream) { CALLED; if (!inside(to, bytes)) return 1; memcpy(to, from, bytes); return 0; }
int cuMemcpyDtoHAsync_v2(void *to, void *from, size_t bytes, void *stream) { CALLED; if (!inside(from, bytes)) return 1; memcpy(to, from, bytes); return 0; }
#endif
