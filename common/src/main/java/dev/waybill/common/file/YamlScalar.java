package dev.waybill.common.file;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an unquoted word of a YAML file is, by the rules that DVC reads with: YAML 1.2 with timestamps, so that {@code
 * yes} is a text, {@code 1e-3} a number and {@code 2020-03-01} a date.
 */
public final class YamlScalar {

    /** A date or a time, which is something else than the text that it looks like; written as Python does. */
    public record Timestamp(@JsonValue String text) {

        static Timestamp of(String word) {
            Matcher parts = TIMESTAMP.matcher(word);
            if (!parts.matches() || parts.group("hour") == null) {
                return new Timestamp(word);
            }
            String micros = (parts.group("fraction") == null ? "" : parts.group("fraction")) + "000000";
            String fraction = "." + micros.substring(0, 6);
            return new Timestamp("%s-%02d-%02d %02d:%s%s%s"
                    .formatted(
                            parts.group("year"),
                            Integer.parseInt(parts.group("month")),
                            Integer.parseInt(parts.group("day")),
                            Integer.parseInt(parts.group("hour")),
                            parts.group("minutes"),
                            fraction.equals(".000000") ? "" : fraction,
                            zone(parts)));
        }

        private static String zone(Matcher parts) {
            if (parts.group("sign") == null) {
                return parts.group("zone") == null ? "" : "+00:00";
            }
            String minutes = parts.group("zoneminutes");
            return "%s%02d%s"
                    .formatted(
                            parts.group("sign"),
                            Integer.parseInt(parts.group("zonehours")),
                            minutes == null ? ":00" : minutes);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** The types that a word can have. */
    public enum Type {
        NULL,
        BOOLEAN,
        INTEGER,
        FLOAT,
        TIMESTAMP,
        TEXT
    }

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern INTEGER =
            Pattern.compile("(?!_)(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
            + "|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\\.[0-9_]+(?:[eE][-+][0-9]+)?"
            + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"
            + "|(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})(?:[Tt]|[ \\t]+)"
            + "(?<hour>[0-9]{1,2}):(?<minutes>[0-9]{2}:[0-9]{2})(?:\\.(?<fraction>[0-9]*))?"
            + "(?:[ \\t]*(?<zone>Z|(?<sign>[-+])(?<zonehours>[0-9]{1,2})(?<zoneminutes>:[0-9]{2})?))?");

    private YamlScalar() {}

    /** What an unquoted word is. */
    public static Type type(String word) {
        if (NULLS.contains(word)) {
            return Type.NULL;
        }
        if (BOOLEAN.matcher(word).matches()) {
            return Type.BOOLEAN;
        } else if (FLOAT.matcher(word).matches()) {
            return Type.FLOAT;
        } else if (isInteger(word)) {
            return Type.INTEGER;
        }
        return TIMESTAMP.matcher(word).matches() ? Type.TIMESTAMP : Type.TEXT;
    }

    /** A whole number is an int where it fits, as Jackson reads JSON, so that equal numbers are equal nodes. */
    static JsonNode value(Type type, String word) {
        return switch (type) {
            case NULL -> NullNode.getInstance();
            case BOOLEAN -> BooleanNode.valueOf(word.toLowerCase(Locale.ROOT).equals("true"));
            case INTEGER -> integer(word.replace("_", "").replace("+", ""));
            case FLOAT -> DoubleNode.valueOf(floating(word.replace("_", "").toLowerCase(Locale.ROOT)));
            case TIMESTAMP -> new POJONode(Timestamp.of(word));
            case TEXT -> TextNode.valueOf(word);
        };
    }

    /** As Python prints it: the shortest digits that give the number again, {@code 1e-05} from 1.0E-5. */
    public static String text(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        BigDecimal shortest = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        String sign = Double.compare(value, 0) < 0 ? "-" : "";
        if (value == 0) {
            return sign + "0.0";
        } else if (exponent >= -4 && exponent < 16) {
            String plain = shortest.abs().toPlainString();
            return sign + (plain.contains(".") ? plain : plain + ".0");
        }
        String digits = shortest.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return "%s%se%s%02d".formatted(sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static boolean isInteger(String word) {
        return INTEGER.matcher(word).matches() && word.chars().anyMatch(Character::isDigit);
    }

    private static JsonNode integer(String word) {
        String digits = word.startsWith("-") ? word.substring(1) : word;
        BigInteger value = switch (digits.length() > 1 ? digits.substring(0, 2) : digits) {
            case "0b" -> new BigInteger(digits.substring(2), 2);
            case "0o" -> new BigInteger(digits.substring(2), 8);
            case "0x" -> new BigInteger(digits.substring(2), 16);
            default -> new BigInteger(digits);
        };
        return number(word.startsWith("-") ? value.negate() : value);
    }

    private static JsonNode number(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }

    private static double floating(String word) {
        if (word.endsWith(".nan")) {
            return Double.NaN;
        } else if (word.endsWith(".inf")) {
            return word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return Double.parseDouble(word);
    }
}
