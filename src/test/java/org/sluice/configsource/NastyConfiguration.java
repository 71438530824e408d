package org.sluice.configsource;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files of configuration that hold what readers of configuration stumble over. What no server can
 * read is not among them.
 */
final class NastyConfiguration {

  private NastyConfiguration() {}

  /** Contents by paths. */
  static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    shared(files);
    shop(files);
    yaml(files);
    properties(files);
    profiles(files);
    imports(files);
    forms(files);
    plain(files);
    return files;
  }

  private static void put(Map<String, byte[]> files, String path, String content) {
    files.put(path, ConfigRepository.utf8(content));
  }

  private static void shared(Map<String, byte[]> files) {
    put(
        files,
        "application.yml",
        """
        # what all share
        shared: yes
        server:
          port: 8080
        greeting: hello ${name:nobody} from ${server.port}
        list: [a, b, {c: 1, d: [x, y]}]
        ---
        spring.config.activate.on-profile: prod
        shared: production
        """);
    put(files, "application-dev.yml", "shared: dev\ndev: 1\nlist:\n- dev\n");
    put(files, "application-prod.properties", "prod=1\n");
  }

  private static void shop(Map<String, byte[]> files) {
    put(
        files,
        "shop.yml",
        """
        name: shop
        list: [z]
        ---
        spring:
          config:
            activate:
              on-profile: dev
        name: shop of dev
        ---
        spring.config.activate.on-profile: "prod | !dev"
        name: shop of an expression
        ---
        spring.config.activate.on-profile: "nobody, (dev & !prod) | other"
        name: shop of several expressions
        ---
        spring.config.activate.on-cloud-platform: kubernetes
        name: shop in a cloud
        ---
        spring.config.activate.on-cloud-platform: none
        name: shop in no cloud
        ---
        spring.config.activate:
          onProfile: dev
          on_cloud_platform: none
        name: shop of relaxed names
        """);
    put(
        files,
        "shop-dev.properties",
        """
        # a comment
        name=shop of properties
        a.b=1
        a.b = 2
        list[0]=p0
        #---
        spring.config.activate.on-profile=prod
        name=shop of properties of prod
        """);
    put(files, "shop.properties", "name=shop of one line\nonly.properties=1");
    put(files, "shop.yaml", "name: shop of the other ending\nonly.yaml: 1\n");
    put(files, "cart.yml", "name: cart\ncart: true\n");
    put(files, "cart-dev.yml", "name: cart of dev\n");
    put(files, "cart-prod.yml", "name: cart of prod\nprodcart: 1\n");
  }

  private static void yaml(Map<String, byte[]> files) {
    put(
        files,
        "scalars.yml",
        """
        nothing:
        tilde: ~
        Null: Null
        emptylist: []
        emptymap: {}
        maps: {in: {}, list: [{}, []]}
        oct: 0777
        oct12: 0o17
        hex: 0x1F
        bin: 0b101
        under: 1_000
        sexagesimal: 12:30:45
        minus: -7
        plus: +7
        zero: 0
        zeroes: 007
        eights: 089
        float: 1.50
        pointless: 1.
        leading: .5
        exponent: 1e3
        exponent2: 1.0e+3
        exponent3: 1.0E-10
        bigfloat: 123456789.123456789e20
        infinite: .inf
        minusinfinite: -.INF
        nan: .NaN
        long: 12345678901
        big: 123456789012345678901234567890
        date: 2024-01-02
        time: 2024-01-02T03:04:05Z
        off: off
        On: On
        n: n
        truth: YES
        quoted: "yes"
        single: 'it''s'
        escaped: "tab\\t \\x41 \\u263A \\U0001F600 nul\\0"
        literal: |
          line 1
            line 2

        keep: |+
          kept

        strip: >-
          folded
          text
        string: !!str 12
        integer: !!int "12"
        float2: !!float 3
        uni: "Grüße ☺ 😀"
        plain with spaces: a  b   c
        url: http://example.org/a#b
        comment: a #b
        colon: a:b
        equals: =
        """);
    put(
        files,
        "keys.yml",
        """
        1: one
        1.5: one and a half
        2024-01-02: a date
        true: yes
        ~: null
        "": {empty: 1}
        " ": {blank: 1}
        "[a/b]": slash
        "a.b": {c: dotted}
        a:
          b: {c: nested, d: 2}
        map:
          "[x.y]": bracketed
          "x.y": plain
          "[z]": letter
          "[0]": zero
          /path: slash
          ? [c1, c2]
          : complex
          ? {m: 1}
          : mapped
        UPPER_case-dashed: 1
        "with space": 1
        "üml": 1
        """);
    put(
        files,
        "anchors.yml",
        """
        base: &base
          k: 1
          l: {m: 2}
        merged:
          <<: *base
          l: 3
        before:
          l: 3
          <<: *base
        several:
          <<: [{k: first, n: 1}, *base, {n: 2, o: 3}]
        twofold:
          k: own
          <<: {k: 5, n: 1}
          n: also own
          <<: {o: 7, n: 2}
        alias: *base
        list: &list [1, *base]
        again: *list
        scalar: &scalar value
        twice: *scalar
        nested:
          - - - 1
            - [2, 3]
          - {a: [{b: c}]}
        set: !!set {x, y}
        """);
    put(
        files,
        "documents.yml",
        """
        ---
        first: 1
        ---
        ---
        # nothing in this one
        ---
        {}
        ---
        last: 1
        ...
        ---
        """);
    put(files, "emptyfile.yml", "");
    put(files, "onlycomment.yml", "# nothing\n");
    put(files, "single.yml", "--- {one: 1}\n");
    put(files, "scalarroot.yml", "just text\n");
    put(files, "numberroot.yml", "12\n");
    put(files, "listroot.yml", "- a\n- b: c\n");
    put(files, "emptylistroot.yml", "[]\n");
    put(files, "emptymaproot.yml", "{}\n");
    put(files, "bom.yml", "\uFEFFbom: 1\n");
    put(files, "crlf.yml", "a: 1\r\nb:\r\n  c: |\r\n    x\r\n    y\r\n");
    put(files, "flow.yml", "{a: {b: [1, 2, {c: d}]}, 'e': \"f\", g: }\n");
    put(
        files,
        "indented.yml",
        "a:\n    b:\n            c: deep\n    d:   spaced value   # comment\ne: >\n  f\n  g\n");
  }

  private static void properties(Map<String, byte[]> files) {
    put(
        files,
        "props.properties",
        """
        # comment
        ! another
        a=1
        b:2
        c 3
        d = 4
        e   :   5\s\s
        f
        =nokey
        g\\ h=blank in key
        i\\=j=equals in key
        k=a\\=b\\:c\\#d
        l=first \\
            second \\
        \tthird
        m=tab\\tnew\\nline\\rreturn\\f
        n=\\u00fc\\u263A \\x
        o=Grüße
        p=# no comment
          q=leading blanks
        r[0]=r0
        r[1].s=r1
        t[]=one,two,,three
        u[]=
        v[]=a\\,b,c
        a=again
        w=trailing backslash\\\\
        x.y.z=deep
        [y/z]=bracket
        key.with-dash_and.UPPER=1
        empty=
        z=last""");
    put(
        files,
        "multi.properties",
        """
        a=1
        #---
        b=2
        !---
        c=3
        # comment before
        #---
        d=4
        #---
        # comment after
        e=5
        #--- not a separator
        f=6
        #----
        g=7
         #---
        h=8
        #---\s\s
        i=9
        #---
        #---
        j=10
        """);
    put(files, "separators.properties", "#---\n#---\na=1\n#---\n");
    put(files, "emptyprops.properties", "");
    put(files, "commentprops.properties", "# nothing\n");
    put(files, "crlf.properties", "a=1\r\nb=x \\\r\n  y\r\n#---\r\nc=2\r\n");
    put(files, "cr.properties", "a=1\rb=2\r");
    files.put("latin.properties", ConfigRepository.latin("a=Gr\u00fc\u00dfe\n"));
    put(files, "bomprops.properties", "\uFEFFa=1\nb=2\n");
  }

  private static void profiles(Map<String, byte[]> files) {
    put(
        files,
        "groups.yml",
        """
        spring:
          profiles:
            include: [inc, inc2]
            group:
              dev: [devdb, devmq]
              devdb: "deeper, deepest"
              unknown: never
        base: 1
        """);
    for (String profile : new String[] {"inc", "inc2", "devdb", "devmq", "deeper", "deepest"}) {
      put(files, "groups-" + profile + ".yml", "from: " + profile + "\n" + profile + ": 1\n");
    }
    put(files, "groups-dev.yml", "from: dev\n");
    put(files, "groups-never.yml", "from: never\n");
    put(files, "active.yml", "spring.profiles.active: other\nactive: 1\n");
    put(files, "active-other.yml", "other: 1\n");
    put(files, "defaults.yml", "default: 1\n");
    put(files, "defaults-default.yml", "of: default\n");
    put(files, "notdefault.yml", "spring.config.activate.on-profile: \"!default\"\nnot: 1\n");
    put(
        files,
        "listed.yml",
        """
        spring.config.activate.on-profile: [nobody, "dev & !prod"]
        a: 1
        ---
        spring:
          config.activate:
            on-profile:
            - prod
            - other
        a: 2
        """);
    put(files, "ondefault.yml", "spring.config.activate.on-profile: default\non: 1\n");
    put(
        files,
        "profiled-dev.yml",
        """
        a: 1
        ---
        spring.config.activate.on-profile: prod
        a: 2
        ---
        spring.config.activate.on-profile: dev
        a: 3
        """);
    put(files, "a-b.yml", "hyphen: 1\n");
    put(files, "a-b-dev.yml", "hyphen: dev\n");
    put(
        files,
        "placed.yml",
        "which: dev\n---\nspring.config.activate.on-profile: ${which}\nx: 1\n");
  }

  private static void imports(Map<String, byte[]> files) {
    put(
        files,
        "importer.yml",
        """
        spring.config.import: [extra/one.yml, "optional:extra/missing.yml", extra/two.properties]
        own: 1
        from: importer
        ---
        spring.config.activate.on-profile: dev
        spring.config.import: [extra/fordev.yml]
        from: importer of dev
        """);
    put(files, "importer-dev.yml", "spring.config.import: [extra/chain.yml]\nfrom: importer-dev\n");
    put(files, "extra/one.yml", "one: 1\nfrom: one\n---\ntwo: document\n");
    put(files, "extra/one-dev.yml", "one: dev\nfrom: one-dev\n");
    put(files, "extra/two.properties", "two=2\nfrom=two\n");
    put(files, "extra/two-dev.properties", "two=dev\nfrom=two-dev\n");
    put(files, "extra/fordev.yml", "fordev: 1\nfrom: fordev\n");
    put(files, "extra/chain.yml", "spring.config.import: [one.yml]\nchain: 1\nfrom: chain\n");
    put(files, "extra/chain-dev.yml", "chain: dev\nfrom: chain-dev\n");
    put(files, "circle.yml", "spring.config.import: circle2.yml\ncircle: 1\n");
    put(files, "circle2.yml", "spring.config.import: circle.yml\ncircle: 2\n");
    put(files, "foldered.yml", "spring.config.import: extra/folder/\nfoldered: 1\n");
    put(files, "extra/folder/foldered.yml", "from: folder\n");
    put(files, "extra/folder/foldered-dev.yml", "from: folder of dev\n");
    put(files, "extra/folder/application.yml", "shared: folder\n");
    put(files, "missing.yml", "spring.config.import: nowhere.yml\nmissing: 1\n");
    put(files, "hinted.yml", "spring.config.import: 'extra/hinted[.yml]'\nhinted: 1\n");
    put(files, "extra/hinted", "hint: 1\n");
    put(files, "extra/hinted-dev", "hint: dev\n");
    put(files, "joined.yml", "spring.config.import: extra/fordev.yml;extra/one.yml\njoined: 1\n");
    put(files, "unplaced.yml", "spring.config.import: ${nowhere}.yml\na: 1\n");
    put(files, "extra/up.yml", "spring.config.import: ../cart.yml\nup: 1\n");
    put(files, "upper.yml", "spring.config.import: extra/up.yml\nupper: 1\n");
    put(files, "named.yml", "file: fordev\nspring.config.import: extra/${file}.yml\nnamed: 1\n");
  }

  private static void forms(Map<String, byte[]> files) {
    put(
        files,
        "nest.properties",
        """
        a=va
        va=deep
        n1=${${a}}
        n2=${x${a}:d1}
        n3=${x:${a}}
        n4=${ a }
        n5=${a :d}
        n6=\\\\${a}
        n7=${x:y:z}
        n8=${x\\\\:y:z}
        n9=${}
        n10=${:d}
        n11=a } b
        n12=${a}}
        n13=$${a}
        n14={${a}}
        n15=${x:{q}}
        n16=${x:}
        x\\:y=a key with a colon
        n18=${x:y}
        n19=#{a}
        num=5
        n21=${num}${num}
        n22=${nosuch}
        list[0]=l0
        n23=${list[0]}
        n24=\\\\\\\\${a}
        n25=before ${a} after ${nosuch:x} end
        n26=${nosuch:${nosuch2}}
        n27=$_{a}
        n28=${a.b:c}
        """);
    put(files, "unclosed.properties", "a=1\nb=${a\nc=x ${ y\nd=${a} ${\n");
    put(
        files,
        "typed.yml",
        "port: 8080\nyes: true\nf: 1.5\nurl: \"${port}/${yes}/${f}/${[true]}\"\n");
    put(files, "unresolved.yml", "a: ${nosuch}\nb: x\n");
    put(files, "incomplete.yml", "a: ${nosuch}\nb: ${a}\n");
    put(files, "incomplete2.yml", "a: ${nosuch:x}\nb: ${a}\n");
    put(files, "circular.yml", "a: ${b}\nb: ${a}\n");
    put(files, "itself.yml", "a: ${a}\n");
    put(files, "itself2.yml", "a: ${a:default}\n");
    put(files, "environment.yml", "home: ${HOME:unknown}\nhome2: ${HOME}\njava: ${java.version}\n");
    put(
        files,
        "structure.yml",
        """
        org.x: 1
        org.x.y: 2
        org.x.y.z: 3
        map: {list: [{a: 1, b: [x, [y, z]]}, 2], empty: []}
        multi: |
          line 1
          line 2
        uni: Grüße ☺
        special: "a: b # c"
        quoted: "'x'"
        backslash: 'a\\b'
        leading: " blank"
        at: "@x"
        yes: "yes"
        nulltext: "null"
        numbertext: "012"
        empty: ""
        tabs: "a\\tb"
        long: aaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb ccccccccccccccccccccccccc ddddddddddd
        float: 1.50
        big: 123456789012345678901234567890
        infinite: .inf
        date: 2024-01-02
        """);
    put(files, "lists.yml", "l: [1, 2, 3]\nm: [{a: 1}, {b: 2}]\n");
    put(files, "lists-dev.yml", "l: [9]\nm: [{c: 3}]\n");
    put(files, "sparse.properties", "a[3]=x\na[1]=y\nb[0][1]=z\nc[1].d=e\n");
    put(files, "prefixes.properties", "a=1\na.b=2\na.b.c=3\nd.e.f=4\nd.e=5\nd=6\n");
    put(files, "brackets.yml", "map: {'[x/y]': 1, '[z]': 2}\n'[top/x]': 3\n");
    put(files, "brackets-dev.yml", "map: {'[w/y]': 4}\n'[other/x]': 5\n");
    put(files, "wrongkeys.properties", "a..b=1\n");
    put(files, "wrongkeys2.properties", "a[-1]=1\n");
    put(files, "wrongkeys3.properties", "a[0]b=1\n");
    put(files, "wrongkeys4.properties", ".a=1\n");
    put(files, "wrongkeys5.properties", "a.=1\n");
    put(files, "oddkeys.properties", "a]=1\nb[=2\nc[x=3\nd[x]=4\ne[x].y=5\nf[0=6\n");
    put(files, "document.properties", "document=alone\n");
    put(files, "document2.properties", "document.a=alone\n");
    put(files, "document3.properties", "document[0]=a\ndocument[1]=b\n");
  }

  private static void plain(Map<String, byte[]> files) {
    put(files, "plain.txt", "hello ${name:nobody} ${shared} ${nosuch} \\${shared} \\\\${shared}\n");
    put(files, "plain-dev.txt", "dev ${dev}\n");
    put(files, "plain-prod.txt", "prod ${shared}\n");
    put(files, "sub/plain.txt", "sub ${shared}");
    put(files, "sub/plain-dev.txt", "sub of dev");
    put(files, "sub/dotted.d/noending", "no ending ${shared}");
    put(files, "sub/dotted.d/noending-dev", "no ending of dev");
    put(files, "noending", "no ending");
    put(files, ".hidden", "hidden");
    put(files, "name with blank.txt", "blank");
    put(files, "page.html", "<a href='${shared}'>x</a>\n");
    put(files, "circular.txt", "${a}\n");
    put(files, "data.json", "{\"a\": \"${shared}\"}\n");
    files.put("bytes.bin", new byte[] {0, 1, 2, '$', '{', 's', 'h', 'a', 'r', 'e', 'd', '}', 127});
  }

  /** What the peer refuses altogether, named {@code broken…}, and Sluice serves without. */
  static Map<String, byte[]> broken() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    put(files, "brokenyaml.yml", "a: [1\nb: 2\n");
    put(files, "brokentabs.yml", "a:\n\tb: 1\n");
    put(files, "brokentwice.yml", "a: 1\nb: 2\na: 3\n");
    put(files, "brokenalias.yml", "a: *nowhere\n");
    put(files, "brokentag.yml", "a: !!java.net.URL [http://127.0.0.1/]\n");
    put(files, "brokenlocaltag.yml", "a: !own {b: 1}\n");
    put(files, "brokenlater.yml", "a: 1\n---\nb: [\n");
    put(files, "brokenescape.properties", "a=\\u12\n");
    files.put("brokenbytes.yml", new byte[] {'a', ':', ' ', (byte) 0xff, '\n'});
    files.put("brokencontrol.yml", new byte[] {'a', ':', ' ', 0, '\n'});
    put(files, "brokenexpression.yml", "spring.config.activate.on-profile: a & b | c\na: 1\n");
    put(files, "brokenplaceholder.yml", "spring.config.import: ${x}.yml\nx: ${x}\n");
    put(files, "brokenformer.yml", "a: 1\n---\nspring.profiles: dev\na: 2\n");
    put(files, "brokeninclude-dev.yml", "spring.profiles.include: other\na: 1\n");
    put(
        files,
        "brokenconditional.yml",
        "spring.config.activate.on-profile: other\nspring.profiles.include: more\n");
    put(files, "brokenprofile.yml", "spring.profiles.include: '-x'\na: 1\n");
    put(files, "brokendepth.yml", "a: " + "[".repeat(60) + "]".repeat(60) + "\n");
    return files;
  }

  /** What only one of both reads, or writes in another way. */
  static Map<String, byte[]> peculiar() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    put(files, "onlyjson.json", "{\"json\": {\"key\": 1}, \"winner\": \"json\"}");
    put(files, "onlyjson.properties", "winner=properties\n");
    put(
        files,
        "onlyxml.xml",
        "<?xml version='1.0'?>\n"
            + "<!DOCTYPE properties SYSTEM 'http://java.sun.com/dtd/properties.dtd'>\n"
            + "<properties><entry key='xml.key'>1</entry></properties>\n");
    put(files, "binary.yml", "bytes: !!binary aGVsbG8=\n");
    return files;
  }
}
