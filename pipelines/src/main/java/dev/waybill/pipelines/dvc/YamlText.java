package dev.waybill.pipelines.dvc;

import dev.waybill.common.file.YamlScalar;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How a text may be written in YAML.
 *
 * @param plain without quotes, it reads as the same text
 * @param single within single quotes
 */
record YamlText(boolean plain, boolean single) {

    private static final Pattern WORDS_AND_BLANKS = Pattern.compile(" +|[^ ]+");
    private static final Pattern INDICATOR =
            Pattern.compile("[#,\\[\\]{}&*!|>'\"%@`].*|[-?:](?:\\s.*)?|---.*|\\.\\.\\..*");
    private static final Pattern INNER_INDICATOR = Pattern.compile(":(?:\\s|$)|\\s#");
    private static final Map<Integer, String> ESCAPES = Map.ofEntries(
            Map.entry(0, "0"),
            Map.entry(7, "a"),
            Map.entry(8, "b"),
            Map.entry(9, "t"),
            Map.entry(10, "n"),
            Map.entry(11, "v"),
            Map.entry(12, "f"),
            Map.entry(13, "r"),
            Map.entry(27, "e"),
            Map.entry((int) '"', "\""),
            Map.entry((int) '\\', "\\"),
            Map.entry(0x85, "N"),
            Map.entry(0xA0, "_"),
            Map.entry(0x2028, "L"),
            Map.entry(0x2029, "P"));

    static YamlText of(String text) {
        boolean special = text.codePoints().anyMatch(YamlText::isSpecial);
        boolean readsAsText = YamlScalar.type(text) == YamlScalar.Type.TEXT && !text.equals("<<") && !text.equals("=");
        boolean plain = readsAsText
                && !special
                && text.equals(text.strip())
                && !INDICATOR.matcher(text).matches()
                && !INNER_INDICATOR.matcher(text).find();
        return new YamlText(plain, !special && text.indexOf('\'') < 0);
    }

    static boolean hasLineBreak(String text) {
        return text.codePoints().anyMatch(YamlText::isLineBreak);
    }

    static List<String> wordsAndBlanks(String text) {
        return WORDS_AND_BLANKS.matcher(text).results().map(MatchResult::group).toList();
    }

    /** What only double quotes can hold: line breaks, tabs, what is not printed. */
    private static boolean isSpecial(int character) {
        return isLineBreak(character) || !isPrinted(character);
    }

    static boolean isEscaped(int character) {
        return character == '"' || character == '\\' || isLineBreak(character) || !isPrinted(character);
    }

    static String escape(int character) {
        String known = ESCAPES.get(character);
        if (known != null) {
            return "\\" + known;
        } else if (character <= 0xFF) {
            return "\\x%02X".formatted(character);
        }
        return (character <= 0xFFFF ? "\\u%04X" : "\\U%08X").formatted(character);
    }

    /** Whether a line that ends before a place must say that no blank is meant, or that one more is. */
    static boolean needsBackslash(int[] text, int start, int end) {
        int next = end;
        while (next < text.length && text[next] != ' ' && text[next] != '\n') {
            if (text[next] == '"' || text[next] == '\'') {
                return true;
            }
            next++;
        }
        boolean afterBlank = end > 0 && text[end - 1] == ' ' && text[end] == ' ';
        return next + 1 >= text.length
                || text[next] == '\n'
                || text[next + 1] == ' '
                || text[next + 1] == '\n'
                || afterBlank
                || start == end;
    }

    private static boolean isLineBreak(int character) {
        return character == '\n' || character == 0x85 || character == 0x2028 || character == 0x2029;
    }

    private static boolean isPrinted(int character) {
        return (character >= 0x20 && character <= 0x7E)
                || (character >= 0xA0 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD && character != 0xFEFF)
                || character >= 0x10000;
    }
}
