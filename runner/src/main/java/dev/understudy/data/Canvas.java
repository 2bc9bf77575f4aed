package dev.understudy.data;

/** A small grey picture and a pen to draw on it; one float per pixel, 0 for paper to 1 for full ink. */
final class Canvas {
    final int side;
    /** [side][side], y first. */
    final float[] ink;

    Canvas(int side) {
        this.side = side;
        this.ink = new float[side * side];
    }

    /**
     * Draws the straight piece from (x0, y0) to (x1, y1) with a round pen. All units are pixels; the centre of the
     * first pixel is (0.5, 0.5). A pixel gets the ink {@code radius + 0.5 − distance} of its centre to the piece,
     * clamped to 0..1: an edge one pixel wide, as with anti-aliasing. Where pieces overlap, the larger ink counts.
     */
    void line(float x0, float y0, float x1, float y1, float radius) {
        float reach = radius + 0.5f;
        int left = Math.max((int) (Math.min(x0, x1) - reach), 0);
        int right = Math.min((int) (Math.max(x0, x1) + reach), side - 1);
        int top = Math.max((int) (Math.min(y0, y1) - reach), 0);
        int bottom = Math.min((int) (Math.max(y0, y1) + reach), side - 1);
        float dx = x1 - x0;
        float dy = y1 - y0;
        float length2 = dx * dx + dy * dy;
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                float px = x + 0.5f - x0;
                float py = y + 0.5f - y0;
                float along = length2 == 0 ? 0 : Math.min(Math.max((px * dx + py * dy) / length2, 0), 1);
                float ox = px - along * dx;
                float oy = py - along * dy;
                float distance2 = ox * ox + oy * oy;
                if (distance2 < reach * reach) {
                    float drawn = Math.min(reach - (float) Math.sqrt(distance2), 1);
                    ink[y * side + x] = Math.max(ink[y * side + x], drawn);
                }
            }
        }
    }

    /** Removes the ink around (x, y): all of it within {@code radius} pixels, with the same soft edge as the pen's. */
    void wipe(float x, float y, float radius) {
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                float dx = column + 0.5f - x;
                float dy = row + 0.5f - y;
                float left = Math.min(Math.max((float) Math.sqrt(dx * dx + dy * dy) - radius + 0.5f, 0), 1);
                ink[row * side + column] *= left;
            }
        }
    }
}
