package dev.waybill.pipelines.demo;

import java.io.Serializable;
import java.util.Arrays;

/** One of several, each as likely as its weight says. */
final class WeightedChoice implements Serializable {

    /** Ends at 1. */
    private final double[] cumulative;

    private WeightedChoice(double[] cumulative) {
        this.cumulative = cumulative;
    }

    static WeightedChoice of(double... weights) {
        double[] cumulative = weights.clone();
        Arrays.parallelPrefix(cumulative, Double::sum);
        double sum = cumulative[cumulative.length - 1];
        return new WeightedChoice(
                Arrays.stream(cumulative).map(upTo -> upTo / sum).toArray());
    }

    /** The position of the one that a number from 0 to below 1 falls on. */
    int pick(double uniform) {
        int found = Arrays.binarySearch(cumulative, uniform);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The share of the first so many. */
    double shareOfFirst(int many) {
        return many == 0 ? 0 : cumulative[many - 1];
    }
}
