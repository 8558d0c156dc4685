package dev.waybill.common.model;

import dev.waybill.common.refusal.Refusal;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Turns a row into the numbers that the booster sees: one and the same code for training and for scoring. */
public final class Encoding implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int[] positions;
    private final List<DataType> types;
    /** By input: the number of each category; null for a numeric input. */
    private final List<@Nullable Map<String, Float>> codes;
    /** By input: the number of a category that training never saw. */
    private final float[] unseen;

    /**
     * @param schema of the rows to come
     * @throws Refusal if it lacks an input, or has a text where a number was
     */
    public Encoding(List<Input> inputs, StructType schema) {
        positions = inputs.stream().mapToInt(input -> position(input, schema)).toArray();
        types = Arrays.stream(positions)
                .mapToObj(position -> schema.apply(position).dataType())
                .toList();
        codes = new ArrayList<>();
        inputs.forEach(input -> codes.add(input.categorical() ? input.numbers() : null));
        unseen = new float[inputs.size()];
        for (int i = 0; i < unseen.length; i++) {
            unseen[i] = inputs.get(i).unseenNumber();
        }
    }

    public int width() {
        return positions.length;
    }

    /** Writes a row's numbers, NaN for what is missing, from an offset on. */
    public void encode(Row row, float[] into, int offset) {
        for (int i = 0; i < positions.length; i++) {
            Object value = row.get(positions[i]);
            into[offset + i] = value == null ? Float.NaN : number(value, i);
        }
    }

    /** As {@link #encode(Row, float[], int)}, of a row as Spark itself holds it. */
    void encode(InternalRow row, float[] into, int offset) {
        for (int i = 0; i < positions.length; i++) {
            Object value = value(row, i);
            into[offset + i] = value == null ? Float.NaN : number(value, i);
        }
    }

    /** An input's value as Spark itself holds it. */
    @Nullable
    Object value(InternalRow row, int input) {
        int position = positions[input];
        return row.isNullAt(position) ? null : row.get(position, types.get(input));
    }

    /** Whether a row has any category that training never saw. */
    boolean hasUnseen(Row row) {
        for (int i = 0; i < positions.length; i++) {
            Object value = row.get(positions[i]);
            Map<String, Float> known = codes.get(i);
            if (known != null && value != null && !known.containsKey(value.toString())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a row has no value of an input. */
    boolean isMissing(Row row, int input) {
        Object value = row.get(positions[input]);
        return value == null || (codes.get(input) == null && Float.isNaN(number(value, input)));
    }

    /** As {@link #isMissing(Row, int)}, of a row as Spark itself holds it. */
    boolean isMissing(InternalRow row, int input, float number) {
        return row.isNullAt(positions[input]) || (codes.get(input) == null && Float.isNaN(number));
    }

    /**
     * Whether a row's category is one that training never saw.
     *
     * @param number that it stands for: only few categories stand for the one of an unseen category, so that most rows need
     *     no second look
     */
    boolean isUnseen(InternalRow row, int input, float number) {
        Map<String, Float> known = codes.get(input);
        if (known == null || Float.compare(number, unseen[input]) != 0) {
            return false;
        }
        Object value = value(row, input);
        return value != null && !known.containsKey(value.toString());
    }

    private float number(Object value, int input) {
        Map<String, Float> known = codes.get(input);
        if (known != null) {
            return known.getOrDefault(value.toString(), unseen[input]);
        } else if (value instanceof Boolean yes) {
            return yes ? 1 : 0;
        } else if (value instanceof Decimal decimal) {
            return decimal.toFloat();
        }
        return ((Number) value).floatValue();
    }

    private static int position(Input input, StructType schema) {
        List<String> names = Arrays.asList(schema.fieldNames());
        int position = names.indexOf(input.name());
        boolean isText = position >= 0 && schema.apply(position).dataType() instanceof StringType;
        if (position < 0 || isText != input.categorical()) {
            String found = position < 0 ? "there is none" : isText ? "it is a text" : "it is not";
            throw Refusal.mistake(
                    "model.other-features",
                    "Cannot use the model: it was trained on feature %s as %s, but among the features now %s."
                            .formatted(input.name(), input.categorical() ? "a text" : "a number", found),
                    "Train again, or bring the feature back.");
        }
        return position;
    }
}
