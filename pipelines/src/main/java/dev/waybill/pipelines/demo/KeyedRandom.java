package dev.waybill.pipelines.demo;

import java.io.Serializable;

/**
 * Random numbers by name. The same name at the same place is always the same number, whatever else is drawn, by whom and
 * in which order: that is what makes a trip independent of all others.
 *
 * <p>Mixed by the finalizer of SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators,
 * OOPSLA 2014, figure 16). {@link StrictMath} gives the same last digits on every machine.
 */
record KeyedRandom(long key) implements Serializable {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    static KeyedRandom of(long seed) {
        return new KeyedRandom(mix(seed));
    }

    /** The numbers of one thing: {@code at("trip", day, number)}. */
    KeyedRandom at(String what, long... which) {
        long inner = mixed(key, what.hashCode());
        for (long number : which) {
            inner = mixed(inner, number);
        }
        return new KeyedRandom(inner);
    }

    /** From 0 to below 1, evenly. */
    double uniform(String what) {
        return (mixed(key, what.hashCode()) >>> 11) * 0x1.0p-53;
    }

    /** Around 1 with the logarithm normally distributed, by Box and Muller. */
    double logNormal(String what, double sigma) {
        KeyedRandom inner = at(what);
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - inner.uniform("radius")));
        return StrictMath.exp(sigma * radius * StrictMath.cos(2 * Math.PI * inner.uniform("angle")));
    }

    private static long mixed(long key, long value) {
        return mix(key ^ mix(value + GOLDEN_GAMMA));
    }

    private static long mix(long value) {
        long z = value + GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
