package dev.waybill.jobs.drift;

/**
 * What is kept of the numbers of a column while they go by: rows per bin, and the sums that mean and deviation are from.
 * Two of them are merged by adding up, so that it does not matter how rows are dealt to tasks.
 *
 * <p>Sums are compensated, so that they are the same in whatever order rows come: Neumaier, Rundungsfehleranalyse einiger
 * Verfahren zur Summation endlicher Summen, Zeitschrift fuer Angewandte Mathematik und Mechanik 54 (1974), algorithm IV.
 */
final class NumberTally {

    private final BinEdges edges;
    private final long[] bins;
    private long zeros;
    private double sum;
    private double sumLost;
    private double squares;
    private double squaresLost;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    NumberTally(BinEdges edges) {
        this.edges = edges;
        this.bins = new long[edges.bins()];
    }

    void add(double value) {
        bins[edges.bin(value)]++;
        zeros += value == 0 ? 1 : 0;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        addToSum(value);
        addToSquares(value * value);
    }

    private void addToSum(double term) {
        double next = sum + term;
        sumLost += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
        sum = next;
    }

    private void addToSquares(double term) {
        double next = squares + term;
        squaresLost += squares >= term ? (squares - next) + term : (term - next) + squares;
        squares = next;
    }

    long[] bins() {
        return bins;
    }

    long zeros() {
        return zeros;
    }

    double sum() {
        return sum + sumLost;
    }

    double squares() {
        return squares + squaresLost;
    }

    double least() {
        return least;
    }

    double greatest() {
        return greatest;
    }
}
