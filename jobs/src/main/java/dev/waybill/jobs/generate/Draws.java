package dev.waybill.jobs.generate;

/**
 * Random numbers by name, as Spark SQL: the same name of the same row is always the same number, whatever else is drawn.
 *
 * @param row SQL for the number of the row
 */
record Draws(String row, long seed) {

    private static final long STEPS = 1_000_000;

    /** Above 0 and below 1, evenly. */
    String uniform(String name) {
        return "((pmod(xxhash64(%s, %dL, '%s'), %d) + 0.5D) / %d)".formatted(row, seed, name, STEPS, STEPS);
    }

    /** Normally distributed around 0 with deviation 1, by Box and Muller. */
    String normal(String name) {
        return "(sqrt(-2 * ln(%s)) * cos(2 * pi() * %s))"
                .formatted(uniform(name + "-radius"), uniform(name + "-angle"));
    }
}
