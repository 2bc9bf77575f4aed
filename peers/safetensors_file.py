"""The safetensors container: the length of a JSON header (8 bytes, little-endian), the header, the tensors row by row."""
import json
import struct

import numpy as np

KINDS = {'F32': np.float32, 'F64': np.float64, 'I64': np.int64}


def write(path, arrays):
    """Writes a dictionary of numpy arrays by their names."""
    header, bytes_of, at = {}, [], 0
    for name, a in arrays.items():
        a = np.ascontiguousarray(a)
        kind = next(k for k, dtype in KINDS.items() if a.dtype == dtype)
        header[name] = {'dtype': kind, 'shape': list(a.shape), 'data_offsets': [at, at + a.nbytes]}
        bytes_of.append(a.tobytes())
        at += a.nbytes
    head = json.dumps(header).encode()
    head += b' ' * (-len(head) % 8)
    with open(path, 'wb') as f:
        f.write(struct.pack('<Q', len(head)) + head + b''.join(bytes_of))


def read(path):
    with open(path, 'rb') as f:
        header = json.loads(f.read(struct.unpack('<Q', f.read(8))[0]))
        data = f.read()
    header.pop('__metadata__', None)
    return {name: np.frombuffer(data[slice(*t['data_offsets'])], KINDS[t['dtype']]).reshape(t['shape']) for name, t in header.items()}
