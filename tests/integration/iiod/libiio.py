# SPDX-License-Identifier: MIT
"""As much of Debian's libiio (0.24) as a test needs, through ctypes."""
import ctypes
import os

LIB = ctypes.CDLL("libiio.so.0", use_errno=True)

for name, result, arguments in (
        ("iio_create_context_from_uri", ctypes.c_void_p, (ctypes.c_char_p,)),
        ("iio_context_destroy", None, (ctypes.c_void_p,)),
        ("iio_context_set_timeout", ctypes.c_int, (ctypes.c_void_p, ctypes.c_uint)),
        ("iio_context_get_devices_count", ctypes.c_uint, (ctypes.c_void_p,)),
        ("iio_context_get_device", ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_uint)),
        ("iio_context_find_device", ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_char_p)),
        ("iio_device_get_id", ctypes.c_char_p, (ctypes.c_void_p,)),
        ("iio_device_get_label", ctypes.c_char_p, (ctypes.c_void_p,)),
        ("iio_device_get_channels_count", ctypes.c_uint, (ctypes.c_void_p,)),
        ("iio_device_get_channel", ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_uint)),
        ("iio_device_find_channel", ctypes.c_void_p,
         (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_bool)),
        ("iio_channel_is_scan_element", ctypes.c_bool, (ctypes.c_void_p,)),
        ("iio_channel_enable", None, (ctypes.c_void_p,)),
        ("iio_channel_find_attr", ctypes.c_char_p, (ctypes.c_void_p, ctypes.c_char_p)),
        ("iio_channel_attr_read", ctypes.c_ssize_t,
         (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t)),
        ("iio_device_attr_read", ctypes.c_ssize_t,
         (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t)),
        ("iio_device_create_buffer", ctypes.c_void_p,
         (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_bool)),
        ("iio_buffer_refill", ctypes.c_ssize_t, (ctypes.c_void_p,)),
        ("iio_buffer_cancel", None, (ctypes.c_void_p,)),
        ("iio_buffer_destroy", None, (ctypes.c_void_p,))):
    function = getattr(LIB, name)
    function.restype = result
    function.argtypes = arguments


class Context:
    """A context for a `with` block; OSError when there is none."""

    def __init__(self, uri, timeout_ms=None):
        # 0.24 cuts the port off the string that it is given.
        self.pointer = LIB.iio_create_context_from_uri(ctypes.create_string_buffer(uri.encode()))
        if not self.pointer:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        self.buffers = []
        if timeout_ms is not None:
            LIB.iio_context_set_timeout(self.pointer, timeout_ms)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for buffer in self.buffers:
            LIB.iio_buffer_cancel(buffer)
            LIB.iio_buffer_destroy(buffer)
        LIB.iio_context_destroy(self.pointer)

    def devices(self):
        """{id: label}"""
        pointers = [LIB.iio_context_get_device(self.pointer, i)
                    for i in range(LIB.iio_context_get_devices_count(self.pointer))]
        return {LIB.iio_device_get_id(p).decode():
                (LIB.iio_device_get_label(p) or b"").decode() or None for p in pointers}

    def device(self, name):
        return LIB.iio_context_find_device(self.pointer, name.encode())

    def channel(self, device, name):
        return LIB.iio_device_find_channel(self.device(device), name.encode(), False)

    def channel_attr(self, device, channel, attr):
        """Text, or the error as a negative number."""
        value = ctypes.create_string_buffer(256)
        ret = LIB.iio_channel_attr_read(self.channel(device, channel), attr.encode(), value, 256)
        return ret if ret < 0 else value.value.decode()

    def device_attr(self, device, attr):
        value = ctypes.create_string_buffer(256)
        ret = LIB.iio_device_attr_read(self.device(device), attr.encode(), value, 256)
        return ret if ret < 0 else value.value.decode()

    def buffer(self, device, samples):
        pointer = self.device(device)
        for i in range(LIB.iio_device_get_channels_count(pointer)):
            channel = LIB.iio_device_get_channel(pointer, i)
            if LIB.iio_channel_is_scan_element(channel):
                LIB.iio_channel_enable(channel)
        buffer = LIB.iio_device_create_buffer(pointer, samples, False)
        if not buffer:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        self.buffers.append(buffer)
        return buffer

    @staticmethod
    def refill(buffer):
        return LIB.iio_buffer_refill(buffer)
