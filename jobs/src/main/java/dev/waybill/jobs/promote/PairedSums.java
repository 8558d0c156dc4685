package dev.waybill.jobs.promote;

/**
 * What the losses of two models add up to on the same rows.
 *
 * @param rows how many these are
 */
record PairedSums(double rows, double challenger, double champion) {

    static final PairedSums NONE = new PairedSums(0, 0, 0);

    PairedSums plus(PairedSums other) {
        return new PairedSums(rows + other.rows, challenger + other.challenger, champion + other.champion);
    }

    /** The sum of challenger's loss less champion's, row by row. */
    double difference() {
        return challenger - champion;
    }

    boolean challengerIsBetter() {
        return challenger < champion;
    }
}
