package dev.waybill.common.section;

/** How much of the whole each part gets, 0 to 1; what they leave over is for none of them. */
record SplitShares(double train, double valid, double calibrate, double test) {

    /** The usual ones. */
    static final SplitShares USUAL = new SplitShares(0.6, 0.1, 0.1, 0.2);

    private static final double ROUNDING = 1e-9;

    SplitShares {
        for (Part part : Part.values()) {
            double share = of(part, train, valid, calibrate, test);
            boolean needed = part == Part.train || part == Part.test;
            if (!(share >= 0 && share <= 1) || (needed && share == 0)) {
                throw new IllegalArgumentException(
                        "has %s %s, which is not a share %s 0 to 1".formatted(part, share, needed ? "above" : "from"));
            }
        }
        if (train + valid + calibrate + test > 1 + ROUNDING) {
            throw new IllegalArgumentException("has train %s, valid %s, calibrate %s and test %s, together above 1"
                    .formatted(train, valid, calibrate, test));
        }
    }

    double of(Part part) {
        return of(part, train, valid, calibrate, test);
    }

    /** Where a part begins: what those before it come to. */
    double before(Part part) {
        double before = 0;
        for (Part earlier : Part.values()) {
            before += earlier.compareTo(part) < 0 ? of(earlier) : 0;
        }
        return before;
    }

    private static double of(Part part, double train, double valid, double calibrate, double test) {
        return switch (part) {
            case train -> train;
            case valid -> valid;
            case calibrate -> calibrate;
            case test -> test;
        };
    }
}
