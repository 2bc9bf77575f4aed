package dev.understudy.engine.fused.cuda.ptx;

/** Directed rounding, which Java does not have: from the value rounded to the nearest, and the sign of its error. */
final class Rounding {
    private Rounding() {}

    /** a + b, rounded toward zero (.rz). */
    static float addTowardZero(float a, float b) {
        float near = a + b;
        if (Float.isInfinite(near) && Float.isFinite(a) && Float.isFinite(b)) {
            return Math.copySign(Float.MAX_VALUE, near);
        }
        double missing = missing(a, b, near);
        return near > 0 && missing < 0 ? Math.nextDown(near) : near < 0 && missing > 0 ? Math.nextUp(near) : near;
    }

    /** a·b + c, rounded toward minus infinity (.rm), by which an exact zero is −0 unless both summands are +0. */
    static float fmaDown(float a, float b, float c) {
        double product = (double) a * b; // exact: 48 bits
        float near = Math.fma(a, b, c);
        if (near == Float.POSITIVE_INFINITY && Double.isFinite(product) && Float.isFinite(c)) {
            return Float.MAX_VALUE;
        }
        double missing = missing(product, c, near);
        if (near == 0 && missing == 0) {
            boolean bothPositive = Double.doubleToRawLongBits(product) == 0 && Float.floatToRawIntBits(c) == 0;
            return bothPositive ? 0f : -0f;
        }
        return missing < 0 ? Math.nextDown(near) : near;
    }

    /** Of the sign of a + b − near, exactly: Knuth's sum of two, whose error is a double; near is a float close to it, so that the difference is one too. */
    private static double missing(double a, double b, float near) {
        double sum = a + b;
        double of = sum - a;
        double error = (a - (sum - of)) + (b - of);
        return sum - near + error;
    }
}
