# SPDX-License-Identifier: MIT
# Eight IMUs and a force node appear with all that an IIO program wants to know.
play --seed=1
must_see_nodes
iio_info >/tmp/info 2>&1
names() { [ "$(grep -c "lumbar-$1" /tmp/info)" = "$2" ]; }
check "iio_info sees 8 IMUs" names imu 8
check "iio_info sees a force node" names force 1
labels() { for l in $LABELS; do device "$l" >/dev/null || return 1; done; }
check "every node has its label" labels

bar=$(device bar)
feet=$(device feet)
is() { # FILE TEXT
    [ "$(cat "$1")" = "$2" ] || { echo "# $1 says '$(cat "$1")', not '$2'"; return 1; }
}
check "name" is "$bar/name" lumbar-imu
check "acceleration scale" is "$bar/in_accel_scale" 0.004788403
check "angular velocity scale" is "$bar/in_anglvel_scale" 0.001065264
check "bridge scale" is "$feet/in_voltage_scale" 0.000005000
check "mount matrix" is "$bar/in_mount_matrix" "1.000000, 0.000000, 0.000000; 0.000000, 1.000000, 0.000000; 0.000000, 0.000000, 1.000000"
check "rates" is "$bar/sampling_frequency_available" "104.000000 208.000000 416.000000 833.000000 1666.000000"
check "rate" is "$bar/sampling_frequency" "$RATE.000000"
check "serial number" is "$bar/serialnumber" 0000000000001000
check "model" is "$bar/model" pattern
check "scan type" is "$bar/scan_elements/in_accel_x_type" "le:s16/16>>0"
check "bridge scan type" is "$feet/scan_elements/in_voltage0_type" "le:s24/32>>0"

sleep 1.5
check "temperature" within 10 is "$bar/in_temp_raw" 2500
check "one value without a buffer" is "$(device pelvis)/in_accel_z_raw" 1
check "a rate can be set" set_rate 416
check "and read at another node" is "$(device pelvis)/sampling_frequency" 416.000000
refused() { ! set_rate "$1" 2>/dev/null; }
check "a rate that nobody offers is refused" refused 500
check "identify" eval "echo 3 >$bar/identify"
clock() { echo monotonic >"$bar/current_timestamp_clock"; is "$bar/current_timestamp_clock" monotonic; }
check "time stamp clock" clock

# Whatever the channels, the core picks them from the whole frame.
for e in in_accel_z in_timestamp; do echo 1 >"$bar/scan_elements/${e}_en"; done
echo 1 >"$bar/buffer/enable"
check "a rate is not changed under a reader" refused 208
# accel_z of the node with address 0 is 0; two bytes, padding, then the stamp.
dd if=/dev/"$(basename "$bar")" of=/tmp/two bs=16 count=8 2>/dev/null
check "some channels only" [ "$(wc -c </tmp/two)" = 128 ]
echo 0 >"$bar/buffer/enable"
for e in in_accel_z in_timestamp; do echo 0 >"$bar/scan_elements/${e}_en"; done
set_rate "$RATE"
