package dev.understudy.data;

import dev.understudy.engine.Samples;

/** Mean and standard deviation of byte/255 over all pixels. */
record Moments(double mean, double std) {
    static Moments of(Samples.Images images) {
        double sum = 0;
        double squares = 0;
        for (byte pixel : images.pixels()) {
            double value = (pixel & 0xff) / 255.0;
            sum += value;
            squares += value * value;
        }
        double mean = sum / images.pixels().length;
        return new Moments(mean, Math.sqrt(squares / images.pixels().length - mean * mean));
    }
}
