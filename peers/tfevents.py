"""Reads TensorBoard's event files by itself: framing, checksums and wire format, from their descriptions alone.

    python3 peers/tfevents.py FILE...

prints one JSON line a record: {"file", "wallTime", "step", "fileVersion"} or {..., "values": [{"tag", "value"} or
{"tag", "plugin", "text"}]}. Ends with 1 and a sentence where a file is damaged, cut or holds a field that is not known here.

Framing and masked checksum: tensorflow/core/lib/io/record_writer.h and tensorflow/core/lib/hash/crc32c.h. Wire format:
https://protobuf.dev/programming-guides/encoding. Fields: tensorflow/core/util/event.proto,
tensorflow/core/framework/summary.proto, tensor.proto and types.proto.
"""

import json
import struct
import sys

POLYNOMIAL = 0x82F63B78  # Castagnoli's polynomial, its bits reversed


def table():
    entries = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ (POLYNOMIAL if crc & 1 else 0)
        entries.append(crc)
    return entries


TABLE = table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


class Damage(Exception):
    pass


def records(content):
    at = 0
    while at < len(content):
        if len(content) - at < 12:
            raise Damage(f"ends within the record that begins at byte {at}")
        length, crc = struct.unpack_from("<QI", content, at)
        if crc != masked(content[at : at + 8]):
            raise Damage(f"has a wrong checksum of the length at byte {at}")
        end = at + 12 + length + 4
        if end > len(content):
            raise Damage(f"ends within the record that begins at byte {at}")
        data = content[at + 12 : end - 4]
        if struct.unpack_from("<I", content, end - 4)[0] != masked(data):
            raise Damage(f"has a wrong checksum of the data at byte {at}")
        yield data
        at = end


def varint(data, at):
    value = shift = 0
    while True:
        if at >= len(data):
            raise Damage("has a number that is cut")
        value |= (data[at] & 0x7F) << shift
        if data[at] < 0x80:
            return value, at + 1
        at, shift = at + 1, shift + 7


def fields(data, types):
    """[(number, value)]; types has the wire type of each allowed field."""
    at, found = 0, []
    while at < len(data):
        key, at = varint(data, at)
        number, wire = key >> 3, key & 7
        if types.get(number) != wire:
            raise Damage(f"has field {number} of wire type {wire}")
        if wire == 0:
            value, at = varint(data, at)
        elif wire == 1:
            value, at = struct.unpack_from("<d", data, at)[0], at + 8
        elif wire == 5:
            value, at = struct.unpack_from("<f", data, at)[0], at + 4
        else:
            length, at = varint(data, at)
            value, at = data[at : at + length], at + length
            if len(value) < length:
                raise Damage("has a field that is cut")
        found.append((number, value))
    return found


def summary_value(data):
    given = dict(fields(data, {1: 2, 2: 5, 8: 2, 9: 2}))
    value = {"tag": given[1].decode()}
    if 2 in given:
        value["value"] = given[2]
        return value
    plugin = dict(fields(dict(fields(given[9], {1: 2}))[1], {1: 2}))
    tensor = dict(fields(given[8], {1: 0, 2: 2, 8: 2}))
    if tensor[1] != 7 or tensor[2] != b"":
        raise Damage("has a tensor that is no single text")
    value["plugin"] = plugin[1].decode()
    value["text"] = tensor[8].decode()
    return value


def event(data):
    found = fields(data, {1: 1, 2: 0, 3: 2, 5: 2})
    given = dict(found)
    if len(given) < len(found):
        raise Damage("has a field twice")
    result = {"wallTime": given[1], "step": given.get(2, 0)}
    if 3 in given:
        result["fileVersion"] = given[3].decode()
    if 5 in given:
        result["values"] = [summary_value(value) for _, value in fields(given[5], {1: 2})]
    return result


def read(path):
    with open(path, "rb") as file:
        events = [event(record) for record in records(file.read())]
    if not events or events[0].get("fileVersion") != "brain.Event:2":
        raise Damage("does not begin with the version of its format")
    return events


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for name in sys.argv[1:]:
        try:
            for one in read(name):
                print(json.dumps({"file": name, **one}))
        except (Damage, KeyError, UnicodeDecodeError, struct.error) as damage:
            sys.exit(f"{name} {damage}")
