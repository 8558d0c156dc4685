package dev.waybill.common.model.ood;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A {@link OodProfile} applied to rows: which limits a row is beyond, without an object a row. */
public final class Outlyingness {

    private final List<OodProfile.Numeric> numerics;
    private final MahalanobisDistance distance;
    private final double distanceLimit;

    public Outlyingness(OodProfile profile) {
        numerics = profile.numerics();
        distance = new MahalanobisDistance(profile.numerics(), profile.whitening());
        distanceLimit = profile.distanceLimit();
    }

    /** What each of the reasons that {@link #find} finds is called. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (OodProfile.Numeric numeric : numerics) {
            reasons.add("range:" + numeric.feature());
            reasons.add("z:" + numeric.feature());
        }
        reasons.add("mahalanobis");
        return reasons;
    }

    /**
     * Finds the reasons why a row is not of the kind that the model was trained on.
     *
     * @param rows the encoded inputs, NaN for what is missing, one row after the other
     * @param from where the row begins
     * @param found set where {@link #reasons} holds a reason that applies; others are left as they are
     */
    public void find(float[] rows, int from, BitSet found) {
        for (int i = 0; i < numerics.size(); i++) {
            OodProfile.Numeric numeric = numerics.get(i);
            float value = rows[from + numeric.input()];
            if (value < numeric.low() || value > numeric.high()) {
                found.set(2 * i);
            }
            if (numeric.stddev() > 0 && Math.abs(value - numeric.mean()) / numeric.stddev() > numeric.zLimit()) {
                found.set(2 * i + 1);
            }
        }
        if (distance.squared(rows, from) > distanceLimit) {
            found.set(2 * numerics.size());
        }
    }
}
