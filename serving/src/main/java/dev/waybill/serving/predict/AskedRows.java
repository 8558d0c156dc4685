package dev.waybill.serving.predict;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.waybill.serving.http.FieldProblem;
import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The rows of a request: one object, a list of objects, or an object with such a list as {@code rows}.
 *
 * @param list what that list is called in the request; empty for one that is all of it
 * @param isList whether they came as a list, so that the answer is one too
 * @param problems of all their fields, at most {@link #MOST_PROBLEMS}; where there is one, no row counts
 * @param tooMany whether there are more rows than may be asked for at once; those above were not read
 */
public record AskedRows(
        List<InternalRow> rows, String list, boolean isList, List<FieldProblem> problems, boolean tooMany) {

    /** How many rows may be asked for at once. */
    public static final int MOST = 2_000;

    /** As many are told of at once. */
    public static final int MOST_PROBLEMS = 100;

    private static final String ROWS = "rows";

    /** As many as are told; what is wrong beyond is found once these are mended. */
    private static final class Problems extends AbstractList<FieldProblem> {

        private final List<FieldProblem> first = new ArrayList<>();

        @Override
        public boolean add(FieldProblem problem) {
            return first.size() < MOST_PROBLEMS && first.add(problem);
        }

        @Override
        public FieldProblem get(int place) {
            return first.get(place);
        }

        @Override
        public int size() {
            return first.size();
        }
    }

    /**
     * Reads them.
     *
     * @param parser that stands before its first token
     */
    public static AskedRows read(JsonParser parser, RowReader reader) throws IOException {
        List<FieldProblem> problems = new Problems();
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            return list(parser, reader, "", problems);
        } else if (first != JsonToken.START_OBJECT) {
            return refused("", "must be an object with the fields of a row, or a list of such objects");
        }
        parser.nextToken();
        if (ROWS.equals(parser.getCurrentName()) && !reader.knows(ROWS)) {
            return parser.nextToken() == JsonToken.START_ARRAY
                    ? wrapped(parser, reader, problems)
                    : refused(ROWS, "must be a list of rows");
        }
        InternalRow row = reader.read(parser, "", problems);
        return new AskedRows(List.of(row), "", false, problems, false);
    }

    private static AskedRows wrapped(JsonParser parser, RowReader reader, List<FieldProblem> problems)
            throws IOException {
        AskedRows asked = list(parser, reader, ROWS, problems);
        boolean isWhole = !asked.tooMany() && asked.problems().size() < MOST_PROBLEMS;
        while (isWhole && parser.nextToken() != JsonToken.END_OBJECT) {
            problems.add(new FieldProblem(parser.getCurrentName(), "is not known beside rows"));
            parser.nextToken();
            parser.skipChildren();
        }
        return asked;
    }

    private static AskedRows list(JsonParser parser, RowReader reader, String name, List<FieldProblem> problems)
            throws IOException {
        List<InternalRow> rows = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (rows.size() == MOST) {
                return new AskedRows(List.of(), name, true, problems, true);
            }
            String place = name + '[' + rows.size() + ']';
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                problems.add(new FieldProblem(place, "must be an object with the fields of a row"));
                parser.skipChildren();
                rows.add(InternalRow.empty());
            } else {
                rows.add(reader.read(parser, place + ".", problems));
            }
            if (problems.size() >= MOST_PROBLEMS) {
                return new AskedRows(List.of(), name, true, problems, false);
            }
        }
        if (rows.isEmpty()) {
            problems.add(new FieldProblem(name, "must have at least one row"));
        }
        return new AskedRows(rows, name, true, problems, false);
    }

    /** What a field of a row is called in the request. */
    String place(int row, String field) {
        return isList ? "%s[%d].%s".formatted(list, row, field) : field;
    }

    private static AskedRows refused(String field, String problem) {
        return new AskedRows(List.of(), "", false, List.of(new FieldProblem(field, problem)), false);
    }
}
