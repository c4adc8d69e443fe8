// SPDX-License-Identifier: GPL-2.0-only
/*
 * The array on a serial port of an x86 machine whose firmware does not know
 * about it. The port's name below is that of COM2 on QEMU's q35; see
 * /sys/bus/acpi/devices and the port's firmware_node for another machine's.
 * The speed stands twice: in the resource and for the driver; a plain 16550
 * does 115200.
 */
DefinitionBlock ("lumbar-array.aml", "SSDT", 2, "LUMBAR", "ARRAY", 1)
{
    External (\_SB.PCI0.SF8.COM2, DeviceObj)

    Scope (\_SB.PCI0.SF8.COM2)
    {
        Device (LUMB)
        {
            Name (_HID, "PRP0001")
            Name (_UID, One)
            Name (_DDN, "Lumbar sensor array")

            Name (_CRS, ResourceTemplate ()
            {
                UartSerialBusV2 (115200, DataBitsEight, StopBitsOne, 0x00, LittleEndian,
                    ParityTypeNone, FlowControlNone, 0x10, 0x10, "\\_SB.PCI0.SF8.COM2")
            })

            Name (_DSD, Package ()
            {
                ToUUID ("daffd814-6eba-4d8c-8a91-bc9bbf4aa301"),
                Package ()
                {
                    Package () { "compatible", "lumbar,array" },
                    Package () { "current-speed", 115200 }
                }
            })
        }
    }
}
