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
	$(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer) $(CFLAGS) $(EXTRA_CFLAGS)
ALL_LDFLAGS = -pthread $(if $(SAN),-fsanitize=$(SAN)) $(LDFLAGS)
SYSCONFDIR ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)

PACKAGES := libiio libsystemd libevent libevent_pthreads libudev json-c
PKG_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
LIBS = -Wl,--as-needed $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null) -linih -lm

# The library is all of the daemon but its main: the tools and the tests link what they need of it.
LIB_SRC := $(wildcard daemon/core/*.c daemon/profiles/*.c daemon/sensors/*.c daemon/training/*.c \
	daemon/bus/*.c daemon/store/*.c daemon/recording/*.c)
LIB := $(B)/liblumbar.a
TOOLS := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard daemon/tools/*/*.c)))))
PROGRAMS := $(addprefix $(B)/,$(if $(wildcard daemon/main.c),lumbard) $(TOOLS))

all: $(PROGRAMS)   ## build the daemon and its tools (the default)

# Objects know what they were compiled with: after another PREFIX they are compiled anew.
ifneq ($(file <$(B)/compiler-flags),$(CC) $(ALL_CFLAGS))
$(shell mkdir -p $(B))
$(file >$(B)/compiler-flags,$(CC) $(ALL_CFLAGS))
endif

$(B)/%.o: %.c Makefile $(B)/compiler-flags
	$(call say,CC)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(LIB): $(LIB_SRC:%.c=$(B)/%.o)
	$(call say,AR)
	$(Q)mkdir -p $(@D)
	$(Q)rm -f $@ && ar rcs $@ $^

$(B)/lumbard: $(patsubst %.c,$(B)/%.o,$(wildcard daemon/*.c)) $(LIB)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# A tool is a folder of sources below daemon/tools, named like its program.
define tool_rule
$(B)/$(1): $(patsubst %.c,$(B)/%.o,$(wildcard daemon/tools/$(1)/*.c)) $(LIB)
	$$(call say,LD)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS)
endef
$(foreach t,$(TOOLS),$(eval $(call tool_rule,$(t))))

# Where things go. A PREFIX of /usr puts the configuration below /etc, as distributions do.
BINDIR := $(PREFIX)/bin
SBINDIR := $(PREFIX)/sbin
LIBDIR := $(PREFIX)/lib
DATADIR := $(PREFIX)/share
INSTALL := install -D
# dbus-daemon reads policy below /usr/share and /etc only.
DBUS_POLICYDIR := $(if $(filter /usr,$(PREFIX)),/usr/share,/etc)/dbus-1/system.d

# Each entry is source:folder; the mode follows from the folder.
INSTALL_DATA = \
	$(foreach f,$(wildcard daemon/profiles/exercises/*.ini),$f:$(DATADIR)/lumbar/exercises) \
	$(foreach f,$(wildcard daemon/profiles/routines/*.ini),$f:$(DATADIR)/lumbar/routines) \
	$(foreach f,$(wildcard daemon/profiles/lumbard.conf),$f:$(SYSCONFDIR)/lumbar) \
	$(foreach f,$(wildcard daemon/*.8),$f:$(DATADIR)/man/man8) \
	$(foreach f,$(wildcard daemon/*.5),$f:$(DATADIR)/man/man5) \
	$(foreach f,$(wildcard daemon/tools/*/*.1),$f:$(DATADIR)/man/man1) \
	$(foreach f,$(wildcard dbus/*.conf),$f:$(DBUS_POLICYDIR)) \
	$(foreach f,$(wildcard dbus/*.xml),$f:$(DATADIR)/dbus-1/interfaces) \
	$(foreach f,$(wildcard systemd/*.sysusers),$f:$(LIBDIR)/sysusers.d) \
	$(foreach f,$(wildcard systemd/*.tmpfiles),$f:$(LIBDIR)/tmpfiles.d) \
	$(foreach f,$(wildcard udev/*.rules),$f:$(LIBDIR)/udev/rules.d)

install: all       ## install below DESTDIR and PREFIX
	$(Q)$(INSTALL) $(B)/lumbard $(DESTDIR)$(SBINDIR)/lumbard
	$(Q)for t in $(TOOLS); do $(INSTALL) $(B)/$$t $(DESTDIR)$(BINDIR)/$$t || exit 1; done
	$(Q)for e in $(INSTALL_DATA); do \
		f=$${e%%:*}; n=$${f##*/}; case $$n in *.sysusers|*.tmpfiles) n=$${n%.*}.conf;; esac; \
		$(INSTALL) -m 644 $$f $(DESTDIR)$${e#*:}/$$n || exit 1; done
	$(Q)for u in $(wildcard systemd/*.service); do mkdir -p $(DESTDIR)$(LIBDIR)/systemd/system && \
		sed 's,/usr/sbin/lumbard,$(SBINDIR)/lumbard,' $$u >$(DESTDIR)$(LIBDIR)/systemd/system/$${u##*/} && \
		chmod 644 $(DESTDIR)$(LIBDIR)/systemd/system/$${u##*/} || exit 1; done
	@echo "Installed below $(DESTDIR)$(PREFIX)."

uninstall:         ## remove what install has put there
	$(Q)rm -f $(DESTDIR)$(SBINDIR)/lumbard $(addprefix $(DESTDIR)$(BINDIR)/,$(TOOLS))
	$(Q)for e in $(filter-out %:$(SYSCONFDIR)/lumbar,$(INSTALL_DATA)); do \
		f=$${e%%:*}; n=$${f##*/}; case $$n in *.sysusers|*.tmpfiles) n=$${n%.*}.conf;; esac; \
		rm -f $(DESTDIR)$${e#*:}/$$n; done
	$(Q)for u in $(wildcard systemd/*.service); do rm -f $(DESTDIR)$(LIBDIR)/systemd/system/$${u##*/}; done
	$(Q)rm -rf $(DESTDIR)$(DATADIR)/lumbar

clean:             ## remove everything that was built
	$(Q)rm -rf $(B)

help:              ## this list
	@awk -F'##' '/^[a-z-]+:.*##/ { split($$1, n, ":"); printf "  make %-18s%s\n", n[1], $$2 }' $(MAKEFILE_LIST)
	@echo '  variables: V=1 (show commands) B=DIR (build folder) PREFIX=DIR DESTDIR=DIR SAN=address,undefined CC=clang'

.PHONY: all clean help install uninstall
.DELETE_ON_ERROR:

# The driver first: machines are made of its files.
include $(wildcard kmod/*.mk tests/*.mk tests/*/*.mk)
-include $(shell test -d $(B) && find $(B) -name '*.d' -not -path '*/vm/*' 2>/dev/null)
