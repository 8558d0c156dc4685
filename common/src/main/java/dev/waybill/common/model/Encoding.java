package dev.waybill.common.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Turns a row into the numbers that the booster sees: one and the same code for training and for scoring. */
public final class Encoding implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int[] positions;
    /** By input: the number of each category, or nothing for a numeric input. */
    private final List<Map<String, Float>> codes;

    /** @param schema of the rows to come; has a column for each input */
    public Encoding(List<Input> inputs, StructType schema) {
        positions = inputs.stream()
                .mapToInt(input -> schema.fieldIndex(input.name()))
                .toArray();
        codes = inputs.stream().map(Encoding::codes).toList();
    }

    public int width() {
        return positions.length;
    }

    /** Writes a row's numbers, NaN for what is missing, from an offset on. */
    public void encode(Row row, float[] into, int offset) {
        for (int i = 0; i < positions.length; i++) {
            Object value = row.get(positions[i]);
            into[offset + i] = value == null ? Float.NaN : number(value, codes.get(i));
        }
    }

    private static float number(Object value, Map<String, Float> codes) {
        if (value instanceof Number number) {
            return number.floatValue();
        } else if (value instanceof Boolean yes) {
            return yes ? 1 : 0;
        }
        return codes.getOrDefault(value.toString(), Float.NaN);
    }

    private static Map<String, Float> codes(Input input) {
        Map<String, Float> codes = new HashMap<>();
        List<String> categories = new ArrayList<>(input.categories());
        for (int i = 0; i < categories.size(); i++) {
            codes.put(categories.get(i), (float) i);
        }
        return codes;
    }
}
