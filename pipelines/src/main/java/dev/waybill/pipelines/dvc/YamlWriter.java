package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.YamlScalar;
import java.util.List;

/**
 * Writes YAML as DVC does, to the character, so that a lock file does not change when DVC writes it again: block style,
 * two blanks, words folded where a line passes 80 columns, nothing for null.
 */
final class YamlWriter {

    private static final int WIDTH = 80;
    private static final int STEP = 2;
    /** Longer ones stand after a question mark. */
    private static final int LONGEST_KEY = 122;

    private final StringBuilder out = new StringBuilder();
    private int column;
    /** Whether the last character parts words. */
    private boolean blank = true;
    /** Whether nothing but blanks and dashes stands on the line. */
    private boolean leading = true;

    private YamlWriter() {}

    static String text(ObjectNode root) {
        YamlWriter writer = new YamlWriter();
        writer.mapping(root, 0);
        return writer.out.append('\n').toString();
    }

    private void mapping(ObjectNode mapping, int indent) {
        mapping.fields().forEachRemaining(field -> {
            newLine(indent);
            String key = field.getKey();
            if (key.codePointCount(0, key.length()) <= LONGEST_KEY && !YamlText.hasLineBreak(key)) {
                key(key, indent, false);
                indicator(":");
                value(field.getValue(), indent);
            } else {
                mark("?");
                key(key, indent, true);
                newLine(indent);
                mark(":");
                value(field.getValue(), field.getValue().isArray() ? indent + STEP : indent);
            }
        });
    }

    private void value(JsonNode value, int indent) {
        if (value.isEmpty() && value.isContainerNode()) {
            word(value.isArray() ? "[]" : "{}");
        } else if (value instanceof ObjectNode mapping) {
            mapping(mapping, indent + STEP);
        } else if (value.isArray()) {
            value.forEach(item -> item(item, indent));
        } else {
            scalar(value, indent + STEP);
        }
    }

    /** A list inside a mapping is not indented, one inside a list is. */
    private void item(JsonNode item, int indent) {
        newLine(indent);
        mark("-");
        if (item.isArray() && !item.isEmpty()) {
            item.forEach(inner -> item(inner, indent + STEP));
        } else if (item.isContainerNode()) {
            value(item, indent);
        } else {
            newLine(indent + STEP);
            scalar(item, indent + STEP);
        }
    }

    /** Keys are named as {@link dev.waybill.common.file.YamlReader} names them. */
    private void key(String key, int indent, boolean fold) {
        boolean quoted = key.length() > 1 && key.startsWith("'") && key.endsWith("'");
        if (quoted) {
            string(key.substring(1, key.length() - 1), indent + STEP, fold);
        } else if (YamlScalar.type(key) == YamlScalar.Type.TEXT) {
            string(key, indent + STEP, fold);
        } else {
            plain(key, indent + STEP, fold);
        }
    }

    private void scalar(JsonNode value, int indent) {
        if (value.isTextual()) {
            string(value.textValue(), indent, true);
        } else if (value.isFloatingPointNumber()) {
            double number = value.doubleValue();
            String text = YamlScalar.text(number);
            plain(
                    Double.isNaN(number) || Double.isInfinite(number) ? text.replaceFirst("(?=[in])", ".") : text,
                    indent,
                    true);
        } else {
            plain(value.isNull() ? "" : value.asText(), indent, true);
        }
    }

    private void string(String text, int indent, boolean fold) {
        YamlText analysis = YamlText.of(text);
        if (analysis.plain()) {
            plain(text, indent, fold);
        } else if (analysis.single()) {
            single(text, indent, fold);
        } else {
            doubleQuoted(text.codePoints().toArray(), indent, fold);
        }
    }

    /** A word that does not fit gets a line of its own. */
    private void plain(String text, int indent, boolean fold) {
        if (text.isEmpty()) {
            return;
        }
        if (!blank) {
            put(" ");
        }
        for (String part : YamlText.wordsAndBlanks(text)) {
            boolean isBlank = part.startsWith(" ");
            boolean fits = column + part.codePointCount(0, part.length()) <= WIDTH || column <= indent;
            if (part.equals(" ") && column >= WIDTH && fold) {
                newLine(indent);
            } else {
                if (!isBlank && !fits) {
                    newLine(indent);
                }
                put(part);
            }
            blank = false;
            leading = false;
        }
    }

    private void single(String text, int indent, boolean fold) {
        word("'");
        List<String> parts = YamlText.wordsAndBlanks(text);
        for (int i = 0; i < parts.size(); i++) {
            boolean inside = i > 0 && i < parts.size() - 1;
            if (parts.get(i).equals(" ") && column > WIDTH && fold && inside) {
                newLine(indent);
            } else {
                put(parts.get(i));
            }
        }
        indicator("'");
    }

    private void doubleQuoted(int[] text, int indent, boolean fold) {
        word("\"");
        int start = 0;
        for (int end = 0; end <= text.length; end++) {
            if (end == text.length || YamlText.isEscaped(text[end])) {
                put(slice(text, start, end));
                start = end;
                if (end < text.length) {
                    put(YamlText.escape(text[end]));
                    start = end + 1;
                }
            }
            boolean mayFold = fold && 0 < end && end < text.length - 1 && (text[end] == ' ' || start >= end);
            if (mayFold && column + end - start > WIDTH) {
                start = folded(text, start, end, indent);
            }
        }
        indicator("\"");
    }

    /** Ends a line within double quotes, with a backslash where the line break would not read as one blank. */
    private int folded(int[] text, int start, int end, int indent) {
        boolean backslash = YamlText.needsBackslash(text, start, end);
        put(slice(text, start, end) + (backslash ? "\\" : ""));
        int next = Math.max(start, end);
        newLine(indent);
        blank = false;
        leading = false;
        if (text[next] == ' ' && backslash) {
            put("\\");
        }
        return text[next] == ' ' && !backslash ? next + 1 : next;
    }

    private static String slice(int[] text, int start, int end) {
        return start < end ? new String(text, start, end - start) : "";
    }

    /** A dash and its like, after which a block may begin on the same line. */
    private void mark(String mark) {
        put(blank ? mark : " " + mark);
        blank = false;
    }

    private void word(String word) {
        indicator(blank ? word : " " + word);
    }

    private void indicator(String indicator) {
        put(indicator);
        blank = false;
        leading = false;
    }

    private void newLine(int indent) {
        if (!leading || column > indent || (column == indent && !blank)) {
            out.append('\n');
            column = 0;
            blank = true;
            leading = true;
        }
        if (column < indent) {
            blank = true;
            put(" ".repeat(indent - column));
        }
    }

    private void put(String text) {
        out.append(text);
        column += text.codePointCount(0, text.length());
    }
}
