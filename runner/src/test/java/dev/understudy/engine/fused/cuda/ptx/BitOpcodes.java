package dev.understudy.engine.fused.cuda.ptx;

/** Bits of 32 and of 16 bits; the latter are in the lower half of an int, with zeros above. */
final class BitOpcodes {
    private BitOpcodes() {}

    static void into(Table t) {
        Family<int[]> n = new Family<>(t, Kind.INT);
        Family<int[]> s = new Family<>(t, Kind.SHORT);
        n.one("mov.b32 mov.u32 mov.s32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        s.one("mov.b16 mov.u16 mov.s16", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        n.two("and.b32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] & b[i];
            }
        });
        n.two("or.b32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] | b[i];
            }
        });
        n.two("xor.b32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] ^ b[i];
            }
        });
        s.two("and.b16", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] & b[i];
            }
        });
        s.two("or.b16", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] | b[i];
            }
        });
        s.two("xor.b16", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] ^ b[i];
            }
        });
        n.one("brev.b32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Integer.reverse(a[i]);
            }
        });
        n.one("popc.b32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Integer.bitCount(a[i]);
            }
        });
        n.one("clz.b32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Integer.numberOfLeadingZeros(a[i]);
            }
        });
        n.one("not.b32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = ~a[i];
            }
        });
        // "Shift amounts greater than the register width are clamped" to it; Java takes them modulo the width.
        n.two("shl.b32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (b[i] & ~31) == 0 ? a[i] << b[i] : 0;
            }
        });
        n.two("shr.u32 shr.b32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (b[i] & ~31) == 0 ? a[i] >>> b[i] : 0;
            }
        });
        n.two("shr.s32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (b[i] & ~31) == 0 ? a[i] >> b[i] : a[i] >> 31;
            }
        });
        // A funnel: the upper or lower word of the 64 bits b:a, shifted by c modulo 32, or by 32 at the most.
        n.three("shf.l.wrap.b32", (d, a, b, c, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (int) (pair(a[i], b[i]) << (c[i] & 31) >>> 32);
            }
        });
        n.three("shf.r.wrap.b32", (d, a, b, c, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (int) (pair(a[i], b[i]) >>> (c[i] & 31));
            }
        });
        n.three("bfe.u32", (d, a, b, c, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = extract(a[i], b[i], c[i], false);
            }
        });
        n.three("bfe.s32", (d, a, b, c, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = extract(a[i], b[i], c[i], true);
            }
        });
        t.put("bfi.b32", BitOpcodes::insert);
        n.three("prmt.b32", (d, a, b, c, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = permute(a[i], b[i], c[i]);
            }
        });
    }

    private static long pair(int low, int high) {
        return (long) high << 32 | low & 0xFFFF_FFFFL;
    }

    /** Bits [position, position + length) of the value, both taken from their lowest bytes; above its bits those of .s32 repeat the last one that is there. */
    private static int extract(int value, int position, int length, boolean signed) {
        int from = position & 255;
        int n = length & 255;
        int last = Math.min(from + n - 1, 31);
        int sign = signed && n > 0 ? value >> last & 1 : 0;
        int field = 0;
        for (int i = 0; i < 32; i++) {
            field |= (i < n && from + i < 32 ? value >> from + i & 1 : sign) << i;
        }
        return field;
    }

    /** The first operand's lowest bits in place of the second's at a position. */
    private static Step insert(Operands o) {
        int[] d = (int[]) o.to(0, Kind.INT);
        int[] field = (int[]) o.from(1, Kind.INT);
        int[] into = (int[]) o.from(2, Kind.INT);
        int[] position = (int[]) o.from(3, Kind.INT);
        int[] length = (int[]) o.from(4, Kind.INT);
        return (from, to) -> {
            for (int i = from; i < to; i++) {
                int at = position[i] & 255;
                int n = length[i] & 255;
                int mask = at > 31 ? 0 : (n > 31 ? -1 : (1 << n) - 1) << at;
                d[i] = into[i] & ~mask | field[i] << at & mask;
            }
        };
    }

    /** Four bytes of the eight in b:a that a digit of the selector each names; its highest bit asks for the byte's sign in all of its bits. */
    private static int permute(int low, int high, int selector) {
        int bytes = 0;
        for (int i = 0; i < 4; i++) {
            int digit = selector >> 4 * i & 15;
            byte named = (byte) (pair(low, high) >>> 8 * (digit & 7));
            bytes |= ((digit & 8) == 0 ? named & 255 : named < 0 ? 255 : 0) << 8 * i;
        }
        return bytes;
    }
}
