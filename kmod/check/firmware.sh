#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Device-tree binding, overlays and ACPI table: compiled, checked, and the overlays applied.
# usage: firmware.sh FOLDER [DTB …]     with Debian's device trees of Raspberry Pis, if there
set -u
cd "$(dirname "$0")/.."
out=$1
shift
mkdir -p "$out"
failed=0
quiet() { # WHAT COMMAND …: must succeed and say nothing
    what=$1
    shift
    said=$("$@" 2>&1) && [ -z "$said" ] && { echo "ok - $what"; return; }
    echo "not ok - $what"
    echo "$said" | sed 's/^/# /'
    failed=1
}
has() { command -v "$1" >/dev/null || { echo "skip - $2: $1 is not installed"; return 1; }; }

binding=bindings/iio/imu/lumbar,array.yaml
if has dt-doc-validate "binding" && has dtc "binding"; then
    quiet "binding" dt-doc-validate -u bindings $binding
    dt-extract-example $binding >"$out/example.dts"
    dtc -q -@ -o "$out/example.dtb" "$out/example.dts"
    quiet "example of the binding" dt-validate -s bindings "$out/example.dtb"
    sed 's/921600/99/' "$out/example.dts" | dtc -q -@ -o "$out/bad.dtb" -
    if dt-validate -s bindings "$out/bad.dtb" 2>&1 | grep -q current-speed; then
        echo "ok - the binding refuses a speed of 99 baud"
    else
        echo "not ok - the binding refuses a speed of 99 baud"
        failed=1
    fi
fi

if has dtc "overlays" && has fdtoverlay "overlays"; then
    for source in overlays/*.dtso; do
        name=$(basename "$source" .dtso)
        quiet "$name compiles" dtc -@ -I dts -O dtb -o "$out/$name.dtbo" "$source"
    done
    # A Raspberry Pi 5 as far as the overlays touch it, with the labels of Raspberry Pi OS.
    dtc -q -@ -O dtb -o "$out/pi5.dtb" - <<'DTS'
/dts-v1/;
/ {
    compatible = "raspberrypi,5-model-b", "brcm,bcm2712";
    gpio: gpio { uart0_pins: uart0-pins { pins = "gpio14", "gpio15"; }; };
    uart0: serial { compatible = "arm,pl011", "arm,primecell"; status = "disabled"; };
};
DTS
    apply() { # DTB OVERLAY
        result=$out/$(basename "$1" .dtb)-$2.dtb
        quiet "$2 applies to $(basename "$1")" fdtoverlay -i "$1" -o "$result" "$out/$2.dtbo"
        where=$(dtc -q -I dtb -O dts "$result" | grep -c 'compatible = "lumbar,array"')
        [ "$where" = 1 ] || { echo "not ok - the array is in $result"; failed=1; }
        has dt-validate "binding of $2" || return
        quiet "$2 on $(basename "$1") fits the binding" sh -c \
            "dt-validate -s bindings '$result' 2>&1 | grep -E 'sensor-array:|lumbar,array.yaml' || true"
    }
    for overlay in lumbar-array-uart-pi5 lumbar-array-rs485-pi5; do
        apply "$out/pi5.dtb" $overlay
    done
    [ $# -gt 0 ] || echo "skip - overlays on Debian's device trees: make check-vm fetches them"
    for dtb; do
        for overlay in lumbar-array-uart lumbar-array-rs485; do
            apply "$dtb" $overlay
        done
    done
fi

if has iasl "ACPI table"; then
    if said=$(iasl -p "$out/lumbar-array" acpi/lumbar-array.asl 2>&1) &&
        echo "$said" | grep -q '0 Errors, 0 Warnings'; then
        echo "ok - ACPI table"
    else
        echo "not ok - ACPI table"
        echo "$said" | sed 's/^/# /'
        failed=1
    fi
fi
exit $failed
