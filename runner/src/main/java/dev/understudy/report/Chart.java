package dev.understudy.report;

/** The charts of a page, in the words of a reader. The script draws them, the page tells them, a CSV has them as its head. */
enum Chart {
    ALL("overlay", "All imitators", "training-mode loss (nats)", "step"),
    LOSS("loss", "Model loss per step", "training-mode loss (nats)", "step"),
    TEST_LOSS("testLoss", "Test loss", "test loss (nats)", "step"),
    TEST_ACCURACY("testAccuracy", "Test accuracy", "test accuracy (%)", "step"),
    RELATIVE_DIFFERENCE(
            "relativeDifference",
            "Relative difference of the updates",
            "‖Δ̂ − u‖ / ‖u‖",
            "step",
            "relative difference"),
    BIAS("bias", "Mean signed error of the updates, in units of mean |u|", "bias", "step"),
    MAX_CELL("maxCell", "Largest cell state |c|", "max |c|", "step"),
    MEAN_THETA("meanTheta", "Mean size of the weights |θ|", "mean |θ|", "step", "mean |theta|"),
    IMITATION_LOSS("imitationLoss", "Imitation loss", "imitation loss", "meta-step"),
    MODEL_LOSS(
            "modelLoss",
            "Model loss at the first and last step of the unroll",
            "training-mode loss (nats)",
            "meta-step"),
    LEARNING_RATE("learningRate", "Learning rate of the meta-optimizer", "learning rate", "meta-step");

    private final String key;
    private final String title;
    private final String quantity;
    private final String along;
    private final String column;

    Chart(String key, String title, String quantity, String along) {
        this(key, title, quantity, along, quantity);
    }

    Chart(String key, String title, String quantity, String along, String column) {
        this.key = key;
        this.title = title;
        this.quantity = quantity;
        this.along = along;
        this.column = column;
    }

    /** Its name for the script. */
    String key() {
        return key;
    }

    String title() {
        return title;
    }

    /** What is drawn, with its unit. */
    String quantity() {
        return quantity;
    }

    /** What it is drawn over. */
    String along() {
        return along;
    }

    /** The quantity in ASCII, which every program reads. */
    String column() {
        return column;
    }
}
