package dev.waybill.serving.predict;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.serving.http.FieldProblem;
import java.io.IOException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they are asked for: JSON objects with the fields of the pipeline's source. A field that is not there is null, as an
 * empty cell of a file is; one that the source does not have is refused, and one that predictions do not come from, since it is
 * known only later, is passed over.
 */
public final class RowReader {

    /** As much is told of a name that is not known. */
    private static final int LONGEST = 100;

    private final StructType raw;
    private final ZoneId zone;
    /** Of the fields that are read. */
    private final Map<String, Integer> places = new HashMap<>();

    private final Set<String> others;
    private final List<String> required;

    /**
     * For rows of a source.
     *
     * @param raw all of its columns
     * @param fields those that predictions come from
     * @param required of these, without which there is no prediction
     */
    public RowReader(StructType raw, Set<String> fields, List<String> required, ZoneId zone) {
        this.raw = raw;
        this.zone = zone;
        this.required = List.copyOf(required);
        others = Set.of(raw.fieldNames());
        for (int i = 0; i < raw.size(); i++) {
            if (fields.contains(raw.fields()[i].name())) {
                places.put(raw.fields()[i].name(), i);
            }
        }
    }

    /**
     * Reads an object, at whose start or first field the parser stands.
     *
     * @param prefix of the names of fields in problems: {@code rows[3].}
     * @param problems where they are added
     */
    public InternalRow read(JsonParser parser, String prefix, List<FieldProblem> problems) throws IOException {
        @Nullable Object[] values = new @Nullable Object[raw.size()];
        JsonValues json = new JsonValues(parser, zone, problems::add);
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            parser.nextToken();
        }
        for (; parser.currentToken() != JsonToken.END_OBJECT; parser.nextToken()) {
            String name = parser.getCurrentName();
            parser.nextToken();
            Integer place = places.get(name);
            if (place != null) {
                values[place] = json.read(raw.fields()[place].dataType(), prefix + name);
            } else {
                parser.skipChildren();
                requireKnown(name, prefix, problems);
            }
        }
        for (String name : required) {
            if (values[raw.fieldIndex(name)] == null
                    && problems.stream().noneMatch(problem -> problem.field().equals(prefix + name))) {
                problems.add(new FieldProblem(prefix + name, "is missing, and needed for a prediction"));
            }
        }
        return new GenericInternalRow(values);
    }

    /** Whether a row may have a field of this name. */
    boolean knows(String field) {
        return others.contains(field);
    }

    private void requireKnown(String name, String prefix, List<FieldProblem> problems) {
        if (!others.contains(name) && problems.size() < AskedRows.MOST_PROBLEMS) {
            String shown = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
            problems.add(
                    new FieldProblem(prefix + shown, "is not known. " + Suggestion.sentence(shown, places.keySet())));
        }
    }
}
