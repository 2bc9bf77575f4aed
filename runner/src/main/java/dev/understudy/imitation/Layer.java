package dev.understudy.imitation;

/**
 * One layer of the network that an optimizer trains. Weights precede biases in θ, each row-major, as PyTorch lays them
 * out.
 */
public sealed interface Layer {
    /** Shape of one sample's output. */
    Shape output(Shape input);

    /** Number of coordinates of θ. */
    default int coordinates(Shape input) {
        return 0;
    }

    /** Number of coordinates that are biases: the last ones, a tensor of their own. */
    default int biases() {
        return 0;
    }

    /** Number of terms in each sum; initial weights and biases are uniform in ±1/√fanIn. */
    default int fanIn(Shape input) {
        return 0;
    }

    /**
     * One method for each kind of layer. A new kind gets a method here, so code that does not handle it does not
     * compile.
     */
    interface Cases<R> {
        R conv(Conv layer);

        R maxPool(MaxPool layer);

        R relu(Relu layer);

        R tanh(Tanh layer);

        R dropout(Dropout layer);

        R dense(Dense layer);
    }

    /** Calls the method of this kind of layer. */
    <R> R choose(Cases<R> cases);

    private static int atMost(long coordinates) {
        if (coordinates >= 1 << 28) { // checked before the call, so that the message is not built at every call
            Checks.that(
                    false, "optimizee.layers", "a layer of " + coordinates + " coordinates", "fewer than " + (1 << 28));
        }
        return (int) coordinates;
    }

    /** Stride 1, no padding; weights [channels][input.channels][kernel][kernel], then biases [channels]. */
    record Conv(int kernel, int channels) implements Layer {
        public Conv {
            Checks.within("conv.kernel", kernel, 1, 64);
            Checks.within("conv.channels", channels, 1, 4096);
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.conv(this);
        }

        @Override
        public Shape output(Shape in) {
            Checks.that(
                    in.height() >= kernel && in.width() >= kernel,
                    "conv.kernel",
                    kernel,
                    "at most the input's " + in.height() + "×" + in.width());
            return new Shape(channels, in.height() - kernel + 1, in.width() - kernel + 1);
        }

        @Override
        public int coordinates(Shape in) {
            return atMost((long) channels * (fanIn(in) + 1L));
        }

        @Override
        public int biases() {
            return channels;
        }

        @Override
        public int fanIn(Shape in) {
            return atMost((long) in.channels() * kernel * kernel);
        }
    }

    /** Maximum over size×size windows, stride = size; rows and columns that do not fill a window are left out. */
    record MaxPool(int size) implements Layer {
        public MaxPool {
            Checks.within("maxPool", size, 1, 64);
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.maxPool(this);
        }

        @Override
        public Shape output(Shape in) {
            Checks.that(
                    in.height() >= size && in.width() >= size,
                    "maxPool",
                    size,
                    "at most the input's " + in.height() + "×" + in.width());
            return new Shape(in.channels(), in.height() / size, in.width() / size);
        }
    }

    /** [O3] Rectified linear unit. */
    record Relu() implements Layer {
        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.relu(this);
        }

        @Override
        public Shape output(Shape in) {
            return in;
        }
    }

    /** [O7] Hyperbolic tangent. */
    record Tanh() implements Layer {
        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.tanh(this);
        }

        @Override
        public Shape output(Shape in) {
            return in;
        }
    }

    /** [O4] Drops single values, or whole channels if {@code channelwise}; off in evaluation mode. */
    record Dropout(double rate, boolean channelwise) implements Layer {
        public Dropout {
            Checks.that(
                    rate >= 0 && rate < 1, channelwise ? "channelDropout" : "dropout", rate, "at least 0 and below 1");
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.dropout(this);
        }

        @Override
        public Shape output(Shape in) {
            return in;
        }

        /** Number of keep-or-drop draws for one sample. */
        public int draws(Shape in) {
            return channelwise ? in.channels() : in.size();
        }
    }

    /** Fully connected to {@code units} outputs; weights [units][input], then biases [units]. */
    record Dense(int units) implements Layer {
        public Dense {
            Checks.within("dense", units, 1, 65536);
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.dense(this);
        }

        @Override
        public Shape output(Shape in) {
            return new Shape(units, 1, 1);
        }

        @Override
        public int coordinates(Shape in) {
            return atMost((long) units * (in.size() + 1L));
        }

        @Override
        public int biases() {
            return units;
        }

        @Override
        public int fanIn(Shape in) {
            return in.size();
        }
    }
}
