package dev.waybill.jobs.tune;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Successive halving: many sets of params on few rows, the best third of them on three times as many, and so on up to
 * all rows (Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016,
 * section 3; the bracket is that of Li et al., "Hyperband", 2018, algorithm 1, lines 5 to 9, with rows as the resource).
 */
final class Bracket {

    /** Li et al. call it eta, and advise 3 or 4. */
    private static final int KEPT_ONE_OF = 3;

    /** A ninth of the rows is the least: below, what wins is what needs few rows. */
    private static final int MOST_RUNGS = 3;

    /**
     * A step.
     *
     * @param trials that take part in it
     * @param share of the rows that they are fitted on, 0 to 1
     */
    record Rung(int trials, double share) {}

    private Bracket() {}

    /** The steps for so many sets of params, the last one on all rows. */
    static List<Rung> rungs(int trials) {
        int rungs = 1;
        while (rungs < MOST_RUNGS && trials >= power(rungs)) {
            rungs++;
        }
        int last = rungs - 1;
        return IntStream.rangeClosed(0, last)
                .mapToObj(i -> new Rung(Math.max(1, trials / power(i)), 1.0 / power(last - i)))
                .toList();
    }

    private static int power(int exponent) {
        return (int) Math.round(Math.pow(KEPT_ONE_OF, exponent));
    }
}
