// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Texts of settings files, one character a byte. The server's reader, the scripts' reader and the JDK must
 * find the same settings in them.
 */
final class ZooCfgTexts {
    /** The three bytes that editors put before UTF-8 text. */
    static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private static final String[] PIECES = {
        "a",
        "b",
        "=",
        ":",
        " ",
        "\t",
        "\\",
        "\n",
        "\r",
        "\r\n",
        "#",
        "!",
        "\\n",
        "\f",
        "\u00e9",
        "\u00ff",
        "\u000b",
        "\u0001",
        "\\u0041",
        "\\u00e9",
        "\\u20ac",
        "\\ud83d\\ude00",
        "\\=",
        "\\ ",
        "u",
        "'",
        "\"",
        "*",
        "?",
        "$a",
        "`",
        "[",
        "%s",
        "~"
    };

    private ZooCfgTexts() {}

    /** The texts. The key says what is special about each. */
    static Map<String, String> written() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("plain", "tickTime=2000\ndataDir=/data\nclientPort=2181\n");
        texts.put("no end of the last line", "dataDir=/data\nclientPort=2181");
        texts.put("CR LF", "dataDir=/data\r\nclientPort=2181\r\n");
        texts.put("CR", "dataDir=/data\rclientPort=2181\r");
        texts.put("all line ends", "a=1\r\rb=2\r\n\r\nc=3\n\rd=4\n");
        texts.put("blanks between", "dataDir /data\nclientPort\t2181\ntickTime  =  2000\nsyncLimit\f5\n");
        texts.put("colons", "dataDir:/data\nclientPort : 2181\nserver.1:a:1:2\n");
        texts.put("blanks around", "  dataDir = /data  \n\tclientPort=2181\t\n");
        texts.put("value with blanks", "dataDir=/my data/zk dir\n");
        texts.put("continued", "dataDir=/data\\\n   /zk\nclientPort=\\\n2181\n");
        texts.put("continued by CR LF", "dataDir=/da\\\r\n\t ta\r\nclientPort=2181\r\n");
        texts.put("continued key", "client\\\n  Port=2181\n");
        texts.put("continued into a comment", "a=1\\\n#b=2\nc=3\n");
        texts.put("comment that ends in a backslash", "# a=1\\\nb=2\n! c=3\\\nd=4\n");
        texts.put("backslash alone", "\\\n# comment\na=1\n");
        texts.put("continued to the end", "a=1\\");
        texts.put("two backslashes at the end", "a=1\\\\\nb=2\n");
        texts.put("three backslashes at the end", "a=1\\\\\\\nb=2\n");
        texts.put("escapes", "dataDir=C\\:\\\\zk\\tx\na\\ b=1\nc\\=d=2\n\\#e=3\n");
        texts.put("unicode escapes", "dataDir=/d\\u00e4ta/\\u20ac/\\ud83d\\ude00\n");
        texts.put("bytes above 127", "dataDir=/d\u00c3\u00a4ta\nname=\u00e9\u00ff\n");
        texts.put("key only", "clientPort\ndataDir=/data\nempty=\n");
        texts.put("several separators", "a==1\nb=:2\nc : = 3\n");
        texts.put("given twice", "clientPort=1\nclientPort=2181\n");
        texts.put("what shells expand", "dataDir=/data/*/$HOME/`id`/%s/~\nquoted=\"a b\" 'c'\n");
        texts.put("control characters around", "\u0001a\u0002=\u0003b\u0004\n\u000bc=1\n");
        return texts;
    }

    static String random(Random random) {
        StringBuilder text = new StringBuilder("k=v\n");
        for (int i = random.nextInt(24); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
