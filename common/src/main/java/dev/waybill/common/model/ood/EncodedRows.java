package dev.waybill.common.model.ood;

import java.util.stream.IntStream;

/**
 * A sample of rows as a model sees them.
 *
 * @param numbers the encoded inputs, NaN for what is missing, one row after the other
 * @param width the number of inputs
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EncodedRows(float[] numbers, int width) {

    public int count() {
        return numbers.length / width;
    }

    /** Those of one input that are not missing. */
    double[] values(int input) {
        return IntStream.range(0, count())
                .mapToDouble(row -> numbers[row * width + input])
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }
}
