# SPDX-License-Identifier: MIT
# Lumbar: one Makefile, no configure step. `make help` lists what it can do.
# Sources are found by wildcard: a new file in a folder is part of that folder's product.

VERSION := 0.1.0

# Everything that is made goes below B. Two builds with different B do not meet.
B ?= build
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
PKG_CONFIG ?= pkg-config
# SAN=address,undefined or SAN=thread builds with that sanitizer (give it its own B).
SAN ?=

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$(patsubst $(B)/%,%,$@)')

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wvla -Wundef -Wformat=2 -Werror
# -ffp-contract=off: the core gives the same bits whether or not the processor has fused multiply-add.
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -Idaemon $(WARNINGS) -ffp-contract=off -fno-math-errno -pthread \
	-DLUMBAR_VERSION='"$(VERSION)"' -DLUMBAR_DATADIR='"$(PREFIX)/share/lumbar"' \
	-DLUMBAR_SYSCONFDIR='"$(SYSCONFDIR)"' $(PKG_CFLAGS) \
	$(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer) $(CFLAGS) $(EXTRA_CFLAGS)
ALL_LDFLAGS = -pthread $(if $(SAN),-fsanitize=$(SAN)) $(LDFLAGS)
SYSCONFDIR ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)

PACKAGES := libiio libsystemd libevent libevent_pthreads libudev json-c
PKG_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
LIBS = -Wl,--as-needed $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null) -linih -lm

# The library is all of the daemon but its main: the tools and the tests link what they need of it.
LIB_SRC := $(wildcard daemon/core/*.c daemon/profiles/*.c daemon/sensors/*.c daemon/training/*.c \
	daemon/bus/*.c daemon/store/*.c daemon/recording/*.c)
LIB := $(B)/liblumbar.a
TOOLS := $(notdir $(patsubst %/,%,$(wildcard daemon/tools/*/)))
PROGRAMS := $(addprefix $(B)/,$(if $(wildcard daemon/main.c),lumbard) $(TOOLS))

all: $(PROGRAMS)   ## build the daemon and its tools (the default)

$(B)/%.o: %.c Makefile
	$(call say,CC)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(LIB): $(LIB_SRC:%.c=$(B)/%.o)
	$(call say,AR)
	$(Q)mkdir -p $(@D)
	$(Q)rm -f $@ && ar rcs $@ $^

$(B)/lumbard: $(B)/daemon/main.o $(LIB)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# A tool is a folder of sources below daemon/tools, named like its program.
define tool_rule
$(B)/$(1): $(patsubst %.c,$(B)/%.o,$(wildcard daemon/tools/$(1)/*.c)) $(LIB)
	$$(call say,LD)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS)
endef
$(foreach t,$(TOOLS),$(eval $(call tool_rule,$(t))))

clean:             ## remove everything that was built
	$(Q)rm -rf $(B)

help:              ## this list
	@awk -F'##' '/^[a-z-]+:.*##/ { split($$1, n, ":"); printf "  make %-14s%s\n", n[1], $$2 }' $(MAKEFILE_LIST)
	@echo '  variables: V=1 (show commands) B=DIR (build folder) PREFIX=DIR DESTDIR=DIR SAN=address,undefined CC=clang'

.PHONY: all clean help
.DELETE_ON_ERROR:

include $(wildcard tests/*.mk tests/*/*.mk kmod/*.mk)
-include $(shell test -d $(B) && find $(B) -name '*.d' -not -path '*/vm/*' 2>/dev/null)
