"""The words of the stock line in the languages vendors type. All lower case, as `normalize` returns them.

A language is one value of `LANGUAGES`; another one is added by filling in its words. A reader takes the words of all of them,
because people mix.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from locales.packaging_kind import PackagingKind
from locales.units import ItemUnit

Words = tuple[str, ...]

ADULTS = "18+"
"""The tag of a drop for people of 18 and over, in every language."""


@dataclass(frozen=True, kw_only=True)
class StockWords:
    """The words of one language. `units` are counting words by what they count."""

    limit: Words = ()
    per_person: Words = ()
    deposit: Words = ()
    packaging: Words = ()
    packaging_tags: Mapping[PackagingKind, Words] = field(default_factory=dict)
    """Tags that say what goods are sold in."""
    adults: Words = ()
    """Anywhere in a line: it is for people of 18 and over."""
    adult_tags: Words = ()
    """The same, only as a tag: alone they may be of the goods."""
    allergens: Words = ()
    """Before a colon and the allergens."""
    contains: Words = ()
    """Before the allergens, with or without a colon."""
    allergen_words: Words = ()
    """After a sign for "contains" that begins other words too: 含花生."""
    negations: Words = ()
    """Before a word of `contains` they say that nothing of it is inside."""
    free: Words = ()
    not_free: Words = ()
    """Before a word of `free` they make a name of it: sugar free."""
    units: Mapping[ItemUnit, Words] = field(default_factory=dict)
    unit_goods: Words = ()
    """Counting words that are goods themselves where a line names none: 20 tickets RM5."""
    sizes: Words = ()
    """Between a number and its counting word: 6 big trays."""
    each: Words = ()
    """Beside a price: it is the price of one."""
    per: Words = ()
    """Before a counting word: the price of one."""
    count_labels: Words = ()
    """Before a quantity: qty 12."""
    hour_labels: Words = ()
    """Those of `count_labels` that stand before hours too: ready 12 - 3pm."""
    count_after: Words = ()
    """After a quantity: 12 left."""
    price_labels: Words = ()
    price_nouns: Words = ()
    """What is said of a price: beside no price they make one unclear, and before a name they are no part of it."""
    model: Words = ()
    """Before a number that belongs to the name: size 7."""
    measures: Words = ()
    """After a number that belongs to the name: 250 g."""
    weights: Words = ()
    """What goods are weighed in; a price of it is not the price of one."""
    dozens: Words = ()
    half_dozens: Words = ()
    approximate: Words = ()
    old_price: Words = ()
    """Before a price that counts no more, beside the new one: was RM42."""
    new_price: Words = ()
    """Between an old price and the new one, or before the new one: RM2.50 now RM2."""
    special_days: Words = ()
    """Beside a price they say that the usual one counts too: usual RM8, weekends RM10."""
    vague: Words = ()
    """In place of a quantity or a price: a few, market price."""
    kinds: Words = ()
    """After a number in a name: there are so many kinds of the goods."""
    bundle: Words = ()
    """Between a number and the price of so many: 2 for RM5."""
    unclear: Words = ()
    """Left over anywhere, they make a count or a price unclear: or so, half, 左右."""
    minimum: Words = ()
    """Before the fewest that are sold together."""
    contact: Words = ()
    """Before a phone number."""
    stands: Words = ()
    """Before the number of the place where a stall is: gate 2."""
    wanted: Words = ()
    """The person wants to have it, or says that it is gone: no stock."""
    taken_back: Words = ()
    """At the end of words beside the goods: they are gone, kept for somebody, not sold, or not alone."""
    not_yet: Words = ()
    """Before a word of `taken_back` they say that it is not so: until gone, can be reserved."""
    bare_questions: Words = ()
    """They ask who wants what the line then offers."""
    wants: Words = ()
    """Before a number: the person wants so many: nak 30 karipap."""
    sellers: Words = ()
    """Who offers: with a word of `offers` they stand before the goods and are no part of them: mak saya masak."""
    titles: Words = ()
    """Before the name of who offers: kak Ros jual."""
    meals: Words = ()
    """Before their hours: lunch 12-2."""
    offers: Words = ()
    before_name: Words = ()
    after_name: Words = ()
    may_begin_name: Words = ()
    """Those of `before_name` that are the first word of some names: spare ribs."""
    joining: Words = ()
    """Between a number and the name: 12 of these."""
    no_name: Words = ()
    """Words of sentences that are in no name: with one of them inside, a name may have been cut in the wrong place."""
    asides: Words = ()
    """Other words beside a name that change nothing: takeaway, wholesale, 邻居."""
    praise: Words = ()
    """After words of a sentence it may be no part of the name: selling homemade tarts."""
    headings: Words = ()
    """Before a colon they say that there are goods, and are no part of the name: new: kuih lapis."""
    all_of_them: Words = ()
    """Beside a price: all that are counted are sold for it."""
    total_labels: Words = ()
    """Before a price: it is that of all."""
    one_of_a_kind: Words = ()
    """One before a price that may be how many there are: 茶几一张 RM120."""
    doubled: Words = ()
    """Before a 2 that doubles them: kanak2."""
    uncounted: Words = ()
    """Counting words that begin no name."""
    greetings: Words = ()
    """Before those who are greeted."""
    halves: Words = ()
    """Before a counting word or a weight."""
    weighed: Words = ()
    """Alone at an end of a name they say what is priced."""
    chatter: Words = ()
    """Words of a sentence before the quantity: what stands there is no name. My mum baked 12 tarts."""
    closings: Words = ()
    """Whole phrases that say nothing of the goods, wherever they stand: while stocks last, 卖完为止."""
    remarks: Words = ()
    """They begin what is said beside the name: no preservatives, 可定制."""
    remark_signs: Words = ()
    """Anywhere in words beside the name: they say how it is paid, fetched, kept or what it is like. TNG ok, tools provided."""
    descriptions: Words = ()
    """Praise: beside a name, no name itself."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    """Words that multiply the number before them: dua puluh, two hundred."""
    teens: Mapping[str, int] = field(default_factory=dict)
    """Words that are added to the number before them: dua belas."""
    number_joins: Words = ()
    half: Words = ()
    protected: Words = ()
    """Names that have words of the reader in them: 烧卖, "cup cake"."""


def _words(listed: str) -> Words:
    """Returns the words between the strokes of a list."""
    return tuple(word.strip() for word in listed.split("|"))


_MADE_TOO_MUCH = tuple(
    f"{verb} {much}"
    for verb in (
        "made",
        "baked",
        "cooked",
        "fried",
        "steamed",
        "prepared",
        "brought",
        "bought",
        "ordered",
        "grew",
    )
    for much in (
        "too much",
        "too many",
        "way too much",
        "way too many",
        "some extra",
        "extra",
        "a bit too much",
    )
)
"""Made too much kimbap, 8 rolls left."""

ENGLISH = StockWords(
    remark_signs=_words("""
        accepted | accept | welcome | included | provided | permitting | allowed | needed | required | friendly |
        washable | packed | wrapped | demand | request | exact change | scratch | scratches | defect | defects |
        tng | e-wallet | ewallet | transfer | paynow | duitnow | fundraiser | fund | charity | donation | donate |
        proceeds | support | supporting | god bless | cheers | xoxo | pesticide | preservatives | preservative |
        colouring | residents | regulars | members only | weather | rain | shine | popular | by demand | feedback |
        condition | warranty | tested | microwave | oven | fridge | freezer | refrigerate | parking | lift lobby |
        basement | downstairs | upstairs | entrance | voucher | receipt | refund | exchange | reserve | reserved |
        reservation | booking | rsvp | reply | message | text me | whatsapp | telegram | instagram | ig | fb | dm |
        prepaid | pre-paid | prepay | preorder | pre-order | self collect | collection | pickup | pick up
    """),
    closings=_words("""
        need a home | needs a home | need a new home | need new homes | need to clear | need to sell | need to let go |
        to the sunday market | at the sunday market | to the saturday market | at the saturday market | to the night market |
        at the night market | to the weekend market | at the weekend market |
        while stocks last | while stock lasts | while stock last | while supplies last | while it lasts | while they last |
        first come first served | first come first serve | first come, first served | until sold out | till sold out |
        til sold out | until finish | till finish | till finished | until it's gone | no delivery | self collect only |
        self collect | self collection | self-collect | self pickup | self pick up | self-pickup | cash only | cod only |
        pm me to order | dm me to order | pm me | dm me | pm to order | dm to order | pm for order | dm for order |
        pm if interested | dm if interested | pls order early | please order early | order early | pls come early |
        please come early | come early | see you there | no reservations | no reservation | nego ok | walk in only |
        walk-in only | walk ins only | walk-ins only | walk ins welcome | pickup only | pick up only | collect only |
        dine in only | takeaway only | take away only | delivery available | limited stock only | limited stocks |
        limited quantity | don't miss it | dont miss it | don't miss out | thank you so much | thanks a lot |
        thanks everyone | order now | grab now | grab yours now | free size | one size fits all | size fits all | one size |
        fixed price | price fixed | prices fixed | no nego
    """),
    chatter=_words("""
        i | we | my | our | just | got | have | had | made | baked | cooked | took | bought | brought | bringing |
        selling | daughter | son | mum | mom | mother | dad | wife | husband | aunty | grandma | friend | friends |
        leftover | leftovers | extra | anyone | everyone | pls | please | support | today | again | here | hi |
        hello | morning
    """),
    asides=_words("""
        name | item name | product |
        assorted prints | assorted patterns | assorted designs | assorted sizes | assorted styles |
        assorted shapes | mixed prints | mixed patterns | mixed designs | mixed sizes | mixed styles |
        mixed shapes | various prints | various patterns | various designs | various sizes | various styles |
        various shapes | random prints | random patterns | random designs | random sizes | random styles |
        random shapes | different prints | different patterns | different designs | different sizes |
        different styles | different shapes |
        s market | 's | ’s | 's market | tonight's market | tomorrow's market | sunday's market |
        s special | s menu | sharp | special | specials | wholesale | tapau | takeaway | take away | take | dine | kids |
        neighbours | neighbors | ladies | uncle | aunties | folks | christmas | xmas | cny | raya | deepavali | diwali |
        hari raya | mid-autumn | festive | season | first | second | third | round | batch | next | last | advance |
        preorders | early | bird | welcome | grab | fast | quick | and | or | the | a | an | to | of | in | on | with |
        for | your | my | our | open | daily | everyday | every day | till | until | by | before | after | latest |
        evening | near | beside | behind | opposite | surau | masjid | park | market | car | lift | lobby | lunch | dinner |
        breakfast | brunch | supper | hi-tea | merdeka | valentine's | valentines | mother's day | father's day |
        teachers day | new year | new year's | thanksgiving | easter | halloween | sunday market | night market |
        pasar malam | bazaar | bazar | fair | fairs | popup | pop-up | pop up | stall | outside | upstairs | downstairs |
        ground floor | entrance | exit | corner | next to | side | level | void deck | hall | church | temple | school |
        office | playground | guardhouse | condo | block | foyer | lane | road | street | thank | u | yall | y'all | fam |
        family | peeps | people | mates | friends | lovely | dears | gang | community | neighbourhood | neighborhood |
        auntie | uncles | sis | bro | bros | madam | sir | teachers | mums | moms | parents | students | fans | lovers |
        lover | foodies | collectors | sorry | sori | apologies | fyi | btw | note | nb | ps | reminder | update | news |
        good news | good luck | happy | merry | eid | selamat | as usual | as always | usual place | same place |
        same spot | usual spot | my place | my house | back | return | returns | returning | finally | yay | yes | woohoo |
        weee | haha | hehe | lol | omg | wow | hor | leh | meh | liao | ah | eh | wor | one only | whole day | walk |
        walk-in | walk-ins | picked | baked | cooked | made | harvested | prepared | fried | delivered | garage | boot |
        boot sale | garage sale | moving out | old school style | old school | traditional style | all natural |
        dairy free | gluten free | egg free | nut free | sugar free | organic | homegrown | home grown | hand painted |
        each one different | all different | assorted colours | assorted colors | mixed flavours | mixed flavors |
        random colour | random colours | random color | vacuum packed | nicely packed | great gift | good gift | nice gift |
        adjustable strap | adjustable | goes well with kopi | limited to regulars | prepaid only | last day | book early |
        cash or tng | back by popular demand | option available | sugar free option | natural
    """),
    headings=_words(
        "fs | wts | new | fresh | special | specials | soup | menu | restock | restocked | update | preorder | pre-order"
    ),
    praise=_words(
        "extra | homemade | fresh | freshly made | freshly baked | delicious | yummy | tasty | home cooked | home-cooked"
    ),
    uncounted=_words(
        "pcs | pkt | pkts | packet | packets | pax | sessions | slots | places | seats | boxes | packs | bags | sets | trays"
    ),
    all_of_them=_words("""
        all | for all | take all | total | in total | altogether | lot | bundle | whole lot | for everything |
        price for all | the lot
    """),
    one_of_a_kind=("one set", "1 set", "one pair"),
    greetings=_words(
        "hi | hello | hey | dear | good morning | good afternoon | good evening | morning | hi all | calling all"
    ),
    halves=("half", "quarter", "1/2", "½"),
    weighed=_words(
        "kg | kgs | kilo | kilos | lb | per kg | litre | liter | gram | grams | dozen | half | quarter"
    ),
    remarks=_words("""
        hot from | warm from | right out of | out of the | market open | market opens | doors open | gates open | opens at |
        new in | still in box | sealed in | in original |
        mixed colours | collect | pickup | pick up | near | opposite | lasts | keeps | took out | fresh from | no |
        without | with | can | bring | limited | comes with | includes | good condition | great condition | like new |
        as new | brand new | bnib | well kept | still working | working | works | tested | condition | gently used |
        lightly used | used once | used twice | used only | rarely used | never used | barely used | never worn | unused | incl | including | inclusive |
        free parking | parking | rain or shine | while stocks | while stock | while it lasts | first come | fcfs |
        at the | at block | at blk | beside | behind | next to | outside | di | di hadapan | hadapan | 在 | 位于 | 靠近 |
        fast hand | siapa cepat | self-collect | self collect | self pick | walk in | walk-in | walk ins | by appointment |
        rsvp | book now | book your | booking | bookings | dm | pm | whatsapp | order now | preorder | pre-order |
        order by | order before | ready to | freshly | baked today | made today | made this | cooked this | picked this |
        straight from | made with | made from | made by | made in | made to order | made fresh | cooked fresh |
        baked fresh | fresh every | fresh daily | best eaten | best served | keep chilled | keep refrigerated |
        refrigerate | halal cert | muslim owned | muslim-owned | wrapped | individually wrapped | packed in | served with |
        comes in | sizes s | ask for | ask me | ask us | msg me | message me | text me | call me | see you | find us |
        find me | look for | drop by | come by | come find | come and | come fast | hurry | selling fast | moving fast |
        going fast | running low | almost gone | last few | till finish | until finish | till gone | until gone |
        no reservation | no reserve | no refund | no exchange | cash or | cash and | cash/ | tng | touch n go | duitnow |
        paynow | qr | card ok | proceeds | for charity | fundraising | fund raising | for a good cause | support local |
        support small | bring your own | byo | byob | great for | perfect for | good for | suitable for | ideal for |
        recommended for | everyone welcome | all welcome | beginners welcome | kids welcome | all levels | no experience |
        materials provided | all materials | supplies included | refreshments | less | walk | as is | sold as | from my |
        from our | imported | bring a | goes well | goes great | goes with | eat | in front of | text to | in aid |
        for school | all | each one | thanks for | last day | last week | stall opens | stall closes | some | slight |
        slightly | ribbon | drinks | rain or | or shine | stall | last
    """),
    limit=("at most", "up to", "maximum", "max", "limit", "not more than", "only take"),
    per_person=("per person", "a person", "each person", "per customer", "per pax", "per head", "pp"),
    deposit=("deposit", "depo", "dep"),
    packaging=("cup", "mug", "container", "box", "bowl", "jar", "bottle"),
    packaging_tags={
        PackagingKind.NONE: _words("nopackaging | no-packaging | no_packaging | unpackaged | packagingfree"),
        PackagingKind.RETURNABLE: ("returnable", "reusable"),
        PackagingKind.COMPOSTABLE: ("compostable",),
        PackagingKind.SINGLE_USE: _words("singleuse | single-use | single_use | disposable"),
    },
    adults=_words("""
        18+ | 18 + | 18 plus | adults only | adult only | 18 and over | 18 and above | over 18 | over 18s |
        18 years and over | 18 years and above | above 18
    """),
    adult_tags=_words("adult | adults | adultsonly | adults_only | adults-only | 18plus | over18"),
    allergens=("allergens", "allergen", "allergies", "allergy"),
    contains=("contains", "may contain"),
    free=("free", "foc"),
    not_free=_words("""
        gluten | sugar | dairy | nut | fat | caffeine | lactose | egg | oil | msg | alcohol | cruelty |
        hands | pork
    """),
    units={
        ItemUnit.PIECE: _words("""
            pcs | pc | pieces | piece | pcs. | pc. | units | unit | slices | slice | pax | nos | ea | sets | set |
            trays | tray | portions | portion | servings | serving | plates | plate | bowls | bowl | sticks | stick |
            skewers | skewer | loaves | loaf | rolls | roll | pairs | pair | bunches | bunch | copies | copy |
            sheets | sheet | heads | balls | baskets | basket | whole | logs | log | bars | bar | stalks | stalk |
            bundles | scoops of | scoop of | buckets of | bucket of | tubes | tube | pots | pot | punnets | punnet |
            pouches | bouquets | polybags | skeins | skein | hanks | spools | reels | pans | crates | sacks | discs |
            titles | wedges | blocks | cones | scoops | jugs | pints | flasks | sessions | session | buckets |
            sprigs | platters | blks | slabs | slab | strips | ladles | squares | ramekins | parcels | orders of |
            order of | ears of | bentos | pouch | segments | rounds of | mini tubs | plts
        """),
        ItemUnit.BOX: ("boxes", "box", "bx", "cartons", "carton", "ctn", "containers", "container"),
        ItemUnit.CUP: ("cups", "cup", "glasses", "glass", "mugs", "mug"),
        ItemUnit.JAR: _words("""
            jars | jar | bottles | bottle | btl | btls | tubs | tub | tins | tin | cans | can
        """),
        ItemUnit.PACK: _words("""
            packs | pack | packets | packet | pkt | pkts | pckt | pckts | pks | pk | bags | bag | sachets | sachet
        """),
        ItemUnit.PRINT: ("prints", "print"),
        ItemUnit.SEAT: _words("""
            seats | seat | tickets | ticket | participants | students | attendees | tix | ppl | persons
        """),
        ItemUnit.PLACE: ("places", "place", "slots", "slot", "spots", "spot"),
    },
    unit_goods=_words("""
        bottles | cups | tickets | ticket | seats | skewers | loaves | mugs | bowls | baskets | plates | bags | jars |
        prints | glasses
    """),
    sizes=_words("""
        big | small | large | medium | mini | more | extra | fresh | whole | full | family | regular |
        half
    """),
    each=("each", "ea", "apiece", "per one", "a piece", "a pot", "a scoop", "a bucket", "a tube", "one"),
    per=("per", "a", "an", "one", "each", "every", "1"),
    count_labels=_words("""
        qty | quantity | stock | stocks | left | available | avail | balance | bal | total | have | got | only | ready |
        remaining | slots | seats | places | spots | last | baking | baked | cooking | cooked | making | made | just
    """),
    hour_labels=_words("ready | available | avail | slots | seats | places | spots | last | just | only"),
    count_after=_words("""
        left | available | avail | in stock | remaining | only left | to go | for sale | ready | only | of them | of these |
        of those | pcs left | in total | only pcs | nia | onli
    """),
    price_labels=_words("""
        price | prices | cost | costs | fee | fees | selling at | sell at | going for | for only | at | @
    """),
    price_nouns=("price", "prices"),
    model=_words("""
        waist |
        size | sz | combo | package | omega | no | no. | number | iphone | ipad | galaxy | redmi | note | level |
        grade | vol | vol. | volume | part | type | model | uk | eu | eur | ps | playstation | version | ver | form |
        standard | age | ages | aged | series | edition | chapter | episode | season | room | lot | gen | mark |
        mk | spf | formula | route | chanel | year | windows | since | est | box of | pack of | set of | tray of |
        bag of | packet of | jar of
    """),
    measures=(
        *(
            "g",
            "gm",
            "gms",
            "gr",
            "gram",
            "grams",
            "kg",
            "kgs",
            "ml",
            "cl",
            "ltr",
            "litre",
            "litres",
            "liter",
            "liters",
            "oz",
            "lb",
            "lbs",
            "cm",
            "mm",
            "metre",
            "metres",
            "meter",
            "meters",
        ),
        *(
            "inch",
            "inches",
            "ft",
            "feet",
            '"',
            "”",
            "″",
            "%",
            "gb",
            "tb",
            "mb",
            "watt",
            "mah",
            "hp",
            "ply",
            "layer",
            "layers",
            "layered",
            "tier",
            "tiers",
        ),
        *(
            "flavour",
            "flavours",
            "flavor",
            "flavors",
            "colour",
            "colours",
            "color",
            "colors",
            "way",
            "ways",
            "years",
            "year",
            "yrs",
            "yr",
            "months",
            "month",
        ),
        *(
            "days",
            "day",
            "hours",
            "hour",
            "hrs",
            "hr",
            "minutes",
            "mins",
            "min",
            "seater",
            "person",
            "people",
            "pages",
            "degree",
            "degrees",
            "carat",
            "points",
        ),
        *(
            "compartment",
            "compartments",
            "grain",
            "grains",
            "course",
            "courses",
            "edition",
            "sizes",
            "types",
            "options",
            "piece set",
            "pc set",
            "pcs set",
            "percent",
        ),
    ),
    weights=_words("""
        kg | kilo | kilos | kilogram | kgs | 100g | 100 g | g | gram | 500g | lb | pound | litre | liter |
        l | ltr | metre | meter | m | hour | hr | day | night | week | month | year
    """),
    dozens=("dozen", "dozens", "doz", "dz"),
    half_dozens=("half dozen", "half a dozen", "half-dozen", "1/2 dozen"),
    approximate=_words("""
        below | above | circa | ca. |
        about | abt | around | approx | approximately | roughly | maybe | from | starting | starts at |
        start from | almost | nearly | over | under | more than | less than | between | est | estimated |
        was | before | usual | normal | normally | rrp | at least | no less than
    """),
    old_price=_words(
        "used to be | was | were | usual | usually | usual price | normal | normally | normal price | original | original price | before | rrp | before this"
    ),
    new_price=_words("now | now only | special price | promo | promo price | offer | offer price"),
    special_days=_words("weekend | weekends | public holiday | holidays"),
    kinds=("kinds", "types", "sorts", "varieties", "dishes", "flavours of", "flavors of"),
    vague=(
        "few",
        "several",
        "handful",
        "couple of",
        "a couple",
        "lots of",
        "a lot of",
        "plenty of",
        "plenty",
        "hundreds",
        "tonnes",
        "tons of",
        "unlimited",
        "loads of",
        "market price",
        "pay what you like",
        "pay what you want",
        "pay what you wish",
        "pay as you like",
        "pay as you wish",
        "name your price",
        "by donation",
    ),
    bundle=("for",),
    unclear=_words("""
        also | as a set | sold in | sold as a | sold by the | take all | must take | bulk | in pairs | in packs of | maybe | cheaper |
        same price | size | sizes | approx | approximately | roughly | or so | ish | more or less | half | off |
        discount | dozen | per box | per pack | per set | per tray | per packet | minus | plus | swap | trade | barter
    """),
    contact=_words(
        "call | call me | tel | phone | hp | whatsapp | wa | contact | text | sms | msg | message"
    ),
    minimum=_words("min | min. | minimum | min order | minimum order | order min | moq"),
    stands=("lot no", "blk", "block", "stall", "gate", "booth", "counter", "at lot"),
    taken_back=_words("""
        sold | reserved | booked | taken | gone | cancelled | canceled | postponed | unavailable | not available |
        not for sale | claimed | not confirmed | no longer | anymore | used to be | mine |
        can or not | is it ok | to be confirmed | not sure | not sure yet | ordered | finish | expired | paid
    """),
    not_yet=_words("""
        orders | until | till | til | before | when | once | almost | nearly | if | can be | to be | must be | may be | not yet |
        should be | never
    """),
    bare_questions=("who wants", "who wants some", "anyone wants", "who wants it", "anyone want some"),
    wants=("want", "need", "bought", "buying", "i sold", "we sold", "yesterday"),
    wanted=_words("""
        i'll take | i will take | we'll take | i take | put me down | count me in |
        closed tomorrow | closed tonight | closed on | stall closed | shop closed |
        we are closed | we're closed | closed today | not open | wanted | already paid | all gone | all sold |
        fully booked | full house | want to buy | wtb | looking for | sold out | no more | finished | out of stock |
        anyone selling | need | i want | can i | for me | please keep | pls keep | keep for | how much |
        sizes available | same again | order again | cancel | order please | reserve | not selling | no stock |
        minus | add | remove | change to | instead
    """),
    sellers=_words("""
        i | we | they | she | he | my mum | my mom | my mother | my dad | my wife | my husband | my aunty | my aunt |
        my grandma | my kids | my daughter | my son | my sister | my friend | our kids | the kids | kids | mum | mom |
        students | my students | i only | we only | we also | i also | please
    """),
    titles=_words("aunty | auntie | uncle | chef"),
    meals=_words("breakfast | brunch | lunch | dinner | supper"),
    offers=_words("""
        made | made extra | make | bake | baked | cook | cooked | fried | grilled | sewed | knitted | crocheted |
        grew | picked | harvested | prepared | brought | bring | am bringing | are bringing | sell | am selling |
        are selling | 'm selling | 'll sell | will sell | do | managed to make | have | have got | 'll have |
        will have | will bring | 'll bring | take my | take our | made some | have some | letting go of my |
        letting go of our
    """),
    before_name=_MADE_TOO_MUCH
    + _words("""
        extra | grab | grab your | grab some | get your | get some | down to the last | down to | reserving |
        weekend | this weekend | every weekend |
        come and get | come get | come grab | come and grab | come try | come and try | come buy | opening orders for |
        opening order for | orders open for | open orders for | taking order for | accepting order for | now taking |
        today | bringing my | bringing our | coming saturday with | coming sunday with | for this market | boss | bosses | okay |
        ok | alright | so | bah | today got | i have | we have | i've got | we've got | i got | we got | have | has | got |
        there are | there is | my mum made | my mum baked | my mother made | my mother baked | mum made | my aunty made |
        my grandma made | there's | will be selling | will sell | will have | we will | i will | we'll | i'll | bring |
        hi ladies | friends | folks | neighbours | neighbors | customers | selling | sell | for sale | wts | giving away |
        give away | clearing | clearance | limited to | letgo | let go | letting go of | letting go | we are selling |
        i am selling | i'm selling | we're | i'm | we are | to sell | available | ready stock | in stock | new stock |
        still have | still got | still | left with | only have | only | just | just made | today's | of | the | some |
        more | another | item | item name | name: | hi | hello | hi all | hello all | hey | good morning | good afternoon |
        good evening | morning | guys | everyone | all | dear | dear all | promo | promotion | offer | today special |
        menu today | menu | open order | open for order | preorder | pre-order | pre order | po | last call | last batch |
        and | also | now | now selling | come | bringing | i bring | we bring | i'm bringing | posting | post | at | for |
        each | price | are | is | in | on | this | i made | we made | i made extra | we made extra | made extra | i baked |
        we baked | just baked | freshly baked | just cooked | fresh batch of | new batch of | batch of | i hv | we hv | hv |
        hve | ive got | ive | made some | baked some | sellin | taking orders for | taking orders | order open for |
        now available | available now | fresh from the oven | hot from the oven | last chance | restocking | spare |
        anyone for | my wife made | dad made | today i have | selling off | clearing my | the last | i am | we | i | my |
        our | with us | coming | total | qty | quantity | remaining | back in stock | restock | restocked | again today |
        these | those | up for grabs | fresh batch | big batch of | small batch of | first batch of | last few |
        last of the | the last of | another batch of | extra batch of | we still have | i still have | still having |
        we still got | i still got | also got | also have | now got | now have | got some | here's | here are | here is |
        introducing | presenting | new in | new item | new arrival | new arrivals | just arrived | just in |
        just out of the oven | fresh out of the oven | anyone wants | anyone want | who wants | who want | any takers for |
        any takers | up for sale | put up | clearing stock | stock clearance | today's menu | today's special |
        special today | tonight's | tonight special | weekend special | reminder | update | nett | net | be selling |
        be bringing | be having | be making | be baking | today's special is | today special is | special today is |
        today menu is | today's menu is | menu today is | can get | help me finish | help finish my |
        please help to finish my | help to clear | help me clear | i'm making | i am making | we're making | we are making |
        i'm baking | we're baking | i cooked | we cooked | just fried | just steamed | just cooked up |
        just finished making | just finished baking | made too many | baked too many | cooked extra | extra batch |
        bringing along | bringing over | taking pre-orders for | accepting orders for | accepting orders | open for orders |
        now open for orders | orders open for | s special is | special is | today s special is
    """),
    after_name=_words("""
        up for sale | back in stock | while they last | just out of the oven | out of the oven | fresh from the oven |
        straight from the oven | hot from the oven | at the stall | at our stall | for the market | for the bazaar |
        before | after | noon | midday | midnight | till midnight | until midnight | before noon | after noon | weekend | weekends |
        every weekend |
        to | again tomorrow | back again |
        this week | this time | this weekend | again this week | are back | is back | are here | are back again | is here |
        at the market | still got | still have | lah | pcs | pc | pax | nos | each | for | at | of | only | left |
        left only | available | avail | in stock | for sale | to sell | ready | ready stock | ready now | today only | per |
        one | price | and | with | is | are | now | la | ya | ok | pls | please | still available | to go | selling | sell |
        selling at | sell at | sale | on sale | going for | going at | pickup | pick up | collect | collection |
        self collect | self pickup | from | until | till | by | on | in | leftover | leftovers | extra | qty | quantity |
        total | stock | cash only | cod | nego | negotiable | or best offer | obo | ono | or nearest offer | thanks |
        thank you | tq | first come first served | fcfs | while stocks last | while stock lasts | until sold out |
        till sold out | til sold out | until finish | till finish | til finish | pm me | dm me | pm | dm | whatsapp |
        order now | grab now | come get | come grab | come early | remaining | i have | we have | have | got | apiece |
        nett | per person | onwards | per piece | limited | limited stock | more | cheap | all | the | for you guys |
        for you all | for you | for everyone | for all | start | starting | starts | of them | of these | of those |
        while it lasts | while they last | until gone | till gone | up for grabs | for grabs | hot hot | piping hot |
        fresh batch | freshly baked | freshly made | each one | to clear | clearing | just | going | here | from me |
        from us | from my stall | from our stall | from yesterday | from yesterday's batch | from today's batch |
        for the weekend | for this weekend | for the weekends | for tomorrow | for today | for tonight | to the market |
        to market | to the bazaar | at my stall | at our stall | at my place | is ready | are ready | is now ready |
        is available | are available | available again | back again | is on sale | on offer | for sale now | in small batch
    """),
    may_begin_name=_words("""
        extra |
        last | morning | afternoon | evening | price | just | available | remaining | still | in | on | bah | coming |
        net | update | now |
        open | spare | all | total | another | post
    """),
    joining=_words("""
        of | of the | of my | of our | the | these | those | this | my | our | more | extra | for | for a | x | each | nos |
        only | left | nett | net | nia | flat
    """),
    no_name=_words("""
        purchase | purchases |
        i | we | i'm | you | have | has | selling | sell | sold | available | left | price | prices | qty | quantity |
        each | want | need | please | today | tomorrow | tonight | pickup | order | orders | delivery | deliver | postage |
        until | before | after | because | can | will | is | are | was | per | if | but | not | no more | only | leftover |
        this | that | reserve | collect | where | when | who | how | what | time | pm | am | weekend | week | month |
        deposit | limit | max | they're | they are | it's | that's | taking | accepting | preorders | preorder | pre-order |
        bookings | minimum | min | limited | stall | here | there | cost | total | balance | still | again | too much |
        too many | so much | so many | your | own | our | their | his | her | they | them | everything | anything | every |
        while | then | also | did | do | does | don't | late | closing | sale | moving | vary | made | just back |
        back from | recipe | times | managed | me | mine | us | ours | yours | u | he | him | she | hers | its | theirs |
        who's | whom | whose | which | why | these | those | someone | anyone | everyone | somebody | anybody | everybody |
        nobody | something | nothing | be | been | being | doing | done | had | having | could | would | shall | should |
        might | must | cannot | can't | didn't | doesn't | isn't | aren't | won't | wouldn't | shouldn't | hasn't |
        haven't | couldn't | i've | we've | we're | you're | i'll | we'll | there's | here's | let's | im | ive | or | nor |
        so | yet | since | although | though | unless | than | at | about | into | under | between | during | against |
        via | off | down | any | some | many | much | more | most | several | both | either | neither | enough | lots |
        plenty | another | others | very | too | just | already | soon | now | yesterday | always | never | often | maybe |
        really | quite | almost | even | none | sells | buy | buys | buying | bought | get | gets | getting | got | give |
        gives | giving | given | take | takes | took | come | comes | coming | came | bring | bringing | brought | make |
        makes | making | bake | cook | ordering | ordered | wants | wanted | wanting | needs | needed | know | say | said |
        see | looking | clearing | clearance | close | closed | move | trying | offer | offers | offering | leave |
        leaving | help | thank | hope | wait | waiting | contact | message | reply | pay | paid | paying | stop | start |
        started | keep | send | sharing | joining | discount | discounts | promo | promotion | customer | customers | guys |
        maximum | booth | wholesale | clearing out | clear out | throw | throwing | tdy | tmr | tmrw | ytd | bfr | b4 |
        arnd | asap | urgent | hurry | plz | pls | cheaper | cheapest | bigger | smaller | better | worse | larger |
        cancelled | postponed | reserved | confirmed | finish | finished | remaining | depends | depending | negotiable |
        rent | rental | swap | trade | exchange | to
    """),
    descriptions=_words("""
        nice and hot | very sedap | fresh from oven | fresh from the oven | come early | extra spicy | while stocks last |
        free delivery | no msg | first come first served | thank you so much | fresh | homemade | yummy | delicious |
        tasty | best | sedap | hot | crispy | soft | sweet | cheap | nice | promo | new | healthy | freshly made |
        freshly baked | handmade | super | very nice | evening | morning | mrng | mrg | afternoon | aftn | night | nite |
        noon | midday | lunch | lunchtime | dinner time | teatime | thanks | thank you | cash only | cash | self collect |
        self pickup | limited | takeaway | takeaway only | take away | dine in | fixed price | price fixed | fixed |
        fix price | no nego | negotiable | opening hours | open | so good | halal | muslim friendly | muslim-friendly |
        vegan | vegetarian | piping hot | steaming hot | freshly cooked | freshly fried | freshly grilled | made fresh |
        made fresh daily | best seller | bestseller | crowd favourite | crowd favorite | super fresh | super yummy |
        super nice | so yummy | very yummy | very tasty | very fresh | really nice | not too sweet | less sweet |
        no preservatives | no preservative | no colouring | no pork no lard | no pork | no lard | pork free | sedap giler |
        handmade by me | made by me | made with love | one of a kind | while supplies last | super spicy |
        mild | mildly spicy | less spicy | medium spicy
    """),
    numbers={
        word: value
        for value, word in enumerate(
            [
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
                "thirteen",
                "fourteen",
                "fifteen",
                "sixteen",
                "seventeen",
                "eighteen",
                "nineteen",
            ]
        )
        if value
    }
    | {
        word: 10 * value
        for value, word in enumerate(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
        )
    }
    | {"fourty": 40},
    scales={"hundred": 100, "thousand": 1000},
    number_joins=("and", "-"),
    protected=_words("""
        mac & cheese | mac and cheese | mac n cheese | fish & chips | fish and chips | fish n chips | bread & butter |
        salt & pepper | salt and pepper | ham & cheese | ham and cheese | cookies & cream | cookies and cream |
        kuih talam | kueh talam | kue talam | tepung talam | making class | making classes | making workshop | making workshops |
        extra virgin | extra large | extra long | extra hot | extra spicy | extra crispy | extra soft | extra firm | extra thick |
        extra dark | extra cheesy | extra wide | extra strong | extra small | grab bag | grab bags | grab bar |
        bah kut teh | bak kut teh | watering can | watering cans | stock pot | stock pots | stock photo | contact lens | contact lenses |
        balance bike | balance bikes | balance board | down jacket | down jackets | can opener | can openers |
        can cooler | can coolers | order pad | order pads | closed toe | open toe | open back | weekend bag |
        weekend bags | morning glory | afternoon tea | ready meals | ready meal | price tag | price tags |
        time capsule | time capsules | seat cushion | seat cushions | seat belt | seat cover | seat covers |
        box kite | box kites | pot pie | pot pies | pot roast | place mat | place mats | place card | place cards |
        spot remover | slot machine | hour glass | day planner | day planners | month planner | year book |
        meter stick | sun hat | sun hats | sun dress | sun dresses | sun catcher | sun catchers | sun cream |
        sun screen | sun visor | sat nav | off shoulder | off white | under eye | over knee | text book | text books |
        keep cup | keep cups | well wishes | get well | thank you card | thank you cards | thank you tag |
        thank you tags | welcome mat | welcome mats | welcome sign | welcome signs | good luck charm |
        good luck charms | walking stick | walking sticks | drum stick | drum sticks | ready to eat |
        made to measure | all spice | all weather | on the go | in ear | on ear | over ear | still life | post it |
        post-it | post box | loaf pan | loaf tin | loaf pans | stick bread | stick insect | stick insects |
        print fabric | unit conversion | large print | tank top | tank tops | tube top | tube tops | tube skirt |
        pair figs | bar soap | bar soaps | bar cookies | bar cake | pouch bag | pouch bags | box braids | box hedge |
        pot stand | can tab | head lamp | head lamps | head torch | tray table | tray tables | slice of life |
        just dance | last minute | little prince | limited edition | special edition | tickets to | ticket to |
        tickets for | cash box | cash register | deposit slip | price gun | sale sign | coming of age | stall cover |
        gate hook | booth banner | counter top | counter stool | limit switch | cost price book | ice box |
        cold storage | reserve label | first aid | second skin | spare tyre | spare tire | one piece | one-piece |
        one pieces | two piece | two-piece | three piece | three-piece | two tone | two-tone | three tone |
        twin pack | six pack abs | four leaf | four-leaf | five star | five-star | seven seas | nine emperor |
        24/7 | pour over | cup cakes | cup cake | cupcakes | cup noodles | roll cake | log cake | egg rolls | box set |
        set lunch | set dinner | set meal | set breakfast | pack lunches | pack lunch | stock cubes | stock cube |
        chicken stock | seven up | free range | mug cake | bowl noodles | air max | pro max | tray bake | hot plate |
        potong ice cream | three cup chicken | mac & cheese | mac n cheese | mac and cheese | macncheese | one-pot |
        good morning towel | one bite | one-bite | one pan | one-pan | one pot | post card | post cards | whole wheat |
        whole grain | whole meal | stick incense | bar stool | bar stools | last supper
    """),
)

_MALAY_UNITS: Mapping[ItemUnit, Words] = {
    ItemUnit.PIECE: _words("""
        psg | bh | bjk | hlai | ekr | keping | kpg | biji | bijik | bj | bji | buah | porsi | ketul | bij | ekor |
        potong | set | pinggan | pgn | mangkuk | batang | cucuk | ikat | talam | dulang | bakul | gulung | hidangan |
        orang | pasang | naskhah | unit | papan | longgok | kuntum | butir | buku | polibeg | hirisan | sisir |
        tandan | loyang | kon | biji-biji | pasu | buluh | kepala | jag | raga | guni | sikat | untai | rumpun |
        tangkai | jambangan | tong | org | bentuk | ceper | bidang | jambak | cekak | utas | bilah | piring | tusuk |
        lembar | mangkok | mgkuk | mngkuk | mgkok | mkuk | btg | kping | kpng | pnggn | pggn | potongan | hiris | kerat |
        helaian | ekoq | ketui | kole | karung | nampan | sachet | tiub
    """),
    ItemUnit.BOX: ("kotak", "kotk", "ktk", "bekas", "bkas", "dus", "wadah", "tupperware"),
    ItemUnit.CUP: ("cawan", "gelas", "cwn", "cangkir"),
    ItemUnit.JAR: ("balang", "blg", "botol", "tin", "btol", "toples", "stoples", "kaleng"),
    ItemUnit.PACK: _words("""
        bungkus | bungkos | pek | bks | paket | pket | plastik | beg | kampit | bungkusan | bgks | peket | bngkus |
        bgkus | bngks | bgkos | pkat
    """),
    ItemUnit.PRINT: ("cetakan", "helai"),
    ItemUnit.SEAT: ("tempat duduk", "tiket", "kerusi", "peserta", "pelajar"),
    ItemUnit.PLACE: ("tempat", "slot"),
}

_ONE_OF_OTHERS = (
    "sbiji",
    "sbj",
    "sbks",
    "sbtl",
    "skotak",
    "sekeping",
    "sepack",
    "sepcs",
    "sebox",
    "sekor",
    "sekole",
    "selori",
    "senaskah",
)
_ONE_OF_A_UNIT = _ONE_OF_OTHERS + tuple(
    f"se{word}"
    for unit, words in _MALAY_UNITS.items()
    if unit not in (ItemUnit.SEAT, ItemUnit.PLACE)
    for word in words
    if word.isalpha() and word != "orang"
)
"""sebiji, sebekas."""

_TERLEBIH = tuple(
    words
    for verb in ("masak", "buat", "goreng", "bakar", "kukus", "rebus", "beli", "bawa", "tempah", "order")
    for words in (f"terlebih {verb}", f"{verb} terlebih", f"{verb} lebih", f"ter{verb} lebih")
)
"""terlebih masak rendang, ada 8 bekas"""

MALAY = StockWords(
    remark_signs=_words("""
        disediakan | dijemput | dikenakan | ditanggung | ditutup | dibuka | masjid | surau | yatim | tabung |
        derma | melepas | laris | laku | repeat | calar | duitnow | tng | tunai | bayar | bayaran | berkat |
        jazakallah | belajar | suam | cicah | dimakan | peti | pengawet | perasa | pewarna | msg | sijil | kebun |
        resepi | sokong | hubungi | wasap | whatsapp | telegram | ambil | hantar | penghantaran | cod | pos | nego |
        order | tempah | tempahan | sila | mohon | maaf | simpan | berminat | minat | kawasan | area | parking |
        pintu | hujan | cuaca
    """),
    closings=_words("""
        siapa cepat dia dapat | sapa cepat dia dapat | sape cepat dia dapat | selagi stok ada | selagi ada stok |
        selagi stok masih ada | sementara stok ada | sementara stok masih ada | sehingga habis | sehingga habis stok |
        hingga habis | sampai habis | smpai habis | ambil sendiri | amik sendiri | ambik sendiri | tak ada penghantaran |
        tiada penghantaran | cash sahaja | cash shj | tunai sahaja | cod sahaja | cod shj | pm saya | pm sy | ws saya |
        ws sy | wasap saya | whatsapp saya | pm kalau nak | pm jika berminat | pm utk order | pm untuk order |
        ws utk order | boleh pm saya | boleh ws saya | boleh pm | boleh ws | boleh nego sikit | nego sikit boleh |
        boleh nego | tak nego | tiada nego | tempah awal ya | tempah awal | order awal ya | order awal | datang awal ya |
        datang awal | jangan lepaskan peluang | jgn lepaskan peluang | stok terhad sahaja | jumpa di sana | jumpa nanti |
        jumpa di pasar | terima kasih semua | siapa nak pm | sapa nak pm | nak boleh pm | minat boleh pm |
        berminat boleh pm | berminat pm | berminat ws | yang berminat pm | yg berminat pm | yang berminat boleh pm |
        sila datang | jemput datang | jemput singgah | jemput beli | jom datang | jom singgah | jangan ketinggalan |
        harga tetap | harga tak nego | harga dah murah | saiz bebas | free size | tunai atau tng | tinggal sikit je |
        tinggal sikit
    """),
    chatter=_words("""
        saya | sy | aku | kami | kita | mak | ibu | isteri | suami | jual | ada | bawa | tolong |
        sokong | jom | lebih | nak | hari | semua | siap | slm | salam | terlebih
    """),
    asides=_words("""
        nego sikit boleh | sikit | sesiapa | tengah | mulai | borong | bungkus | jiran | kengkawan | tapau | raya | puasa |
        ramadan | ramadhan | krismas | deepavali | aidilfitri | pusingan | kelompok | pertama | kedua | ketiga | awal |
        depan | belakang | sebelah | dekat | surau | masjid | padang | pasar | taman | kedai | rumah | sekolah | simpang |
        lif | parkir | setiap hari | cepat | sini | situ | lauk | juadah | hidangan | jualan | sarapan | makan tengah hari |
        makan malam | minum petang | iftar | sahur | moreh | bazar | bazaar | pasar tani | pasar malam | pasar minggu |
        tapak | gerai | warung | hari ibu | hari bapa | hari guru | hari merdeka | merdeka | maulid | syawal | haji |
        korban | cuti sekolah | majlis | kenduri | jamuan | semua dijemput | akak | kakak | abang | pakcik | makcik |
        pak cik | mak cik | adik | adik2 | sis | bro | geng | gais | sahabat | rakan | rakan2 | jiran2 | warga | penduduk |
        ustaz | ustazah | cikgu | hai | haii | halo | ok | okey | okay | eh | weh | wei | woi | ya | yer | yea | haa | tau |
        taw | kan | la | lah | bah | tu | haha | hihi | huhu | alhamdulillah | insyaallah | insya allah | in sha allah |
        inshaallah | mashaallah | bismillah | syukur | rezeki | berkat | salam | wslm | assalam | mekasih | trimas | tqvm |
        pusing | kampung ini | mulut | jalan | garaj | dipetik | dibakar | digoreng | dibuat | dimasak | disediakan |
        dihantar | sekarang | skrg | di | kat | dkt | di rumah | kat rumah | di gerai | lemak berkrim | gebu gebas |
        masih suam | bahan asli | bahan segar | mentega tulen | gula melaka asli | santan segar | pelbagai warna |
        warna campur | warna rawak | macam-macam warna | seperti biasa | macam biasa | mcm biasa | tempat biasa |
        laku keras | laris | edisi raya | buatan tangan | hasil tangan | jualan amal | ramai tanya | tinggal sikit |
        tinggal sikit je | cepat sebelum habis | lambat melepas | blok belakang | hujung | asli | original | simpan sejuk |
        siap dibungkus
    """),
    headings=_words("baru | istimewa | menu | stok | prapesan | sup"),
    praise=_words("panas | sejuk | sedap | segar | buatan sendiri | lazat | homemade"),
    doubled=_words("""
        kanak | kawan | jiran | panas | budak | buah | rama | kura | gula | onde | kuih | agar | cucur | biji | orang |
        jalan | layang
    """),
    uncounted=("pek", "paket", "bks", "bgks", "biji", "ketul", "keping", "ekor"),
    all_of_them=_words("""
        semua | semua sekali | semuanya | borong | kesemuanya | keseluruhan | total | sekali gus | sekaligus | sekali
    """),
    total_labels=("jumlah", "jumlah harga", "jumlah semua"),
    one_of_a_kind=("sekor", "seekor", "sebuah", "seunit", "satu set"),
    greetings=_words(
        "salam | assalamualaikum | selamat pagi | selamat petang | selamat malam | hai | hi | slm"
    ),
    halves=("separuh", "setengah", "suku", "separo"),
    weighed=_words("sekilo | sekg | liter | seliter | lusin | sedozen | separuh | suku | setengah"),
    remarks=_words("""
        terus dari | panas dari | pasar buka | gerai buka |
        kutip | dekat | depan | sebelah | tahan | sokong | masak lebih | tempah | hubungi | tanpa | tak | tiada | boleh |
        bawa | ambil | termasuk | siap | amik | ambik | ambek | amek | kat | dkt | area | cod | pos | postage |
        self pickup | self collect | penghantaran | hantar | free delivery | delivery | belakang | tepi | seberang |
        pickup | jumpa | jumpe | singgah | dtg | datang | mai | jom | whatsapp | wasap | ws | pm | dm | call | telefon |
        cepat | habis | hbs | smpai | sampai | selagi | sementara | keadaan | kondisi | elok | masih elok | masih baik |
        masih ok | mcm baru | macam baru | jarang pakai | jarang guna | berfungsi | sekali pakai | termsk | dibuat |
        dimasak | buatan | resepi | sesuai | utk | untuk | tolong | minta | terima kasih | tq | maaf | sori | harap |
        jangan | jgn | bayar | cash | tunai | online transfer | transfer | qr | duitnow | tng | pedas giler | pedas gila |
        sedap giler | sedap gila | manis sangat | pedas sangat | lemak sangat | rangup sangat | kurang manis | tak manis |
        x manis | tak pedas | x pedas | pedas ya | confirm | pasti | mesti cuba | mesti try | cuba | try | repeat |
        ramai repeat | perisa asli | simpan | peti | bekukan | frozen | goreng sendiri | kukus sendiri | panaskan | kurang |
        terus dari | direct | dengan kuah | sedap dimakan | sedap cicah | sedap dengan | sedap makan | siap dengan |
        siap dibungkus | bungkus cantik | ada kotak | ada calar | terima | sediakan | last | untuk tabung | untuk anak |
        semua ahli | terbuka | peralatan | semoga | baru belajar | hasil | ramai | ada | tinggal
    """),
    limit=("maksimum", "maks", "paling banyak", "had", "limit", "terhad", "max"),
    per_person=(
        "seorang",
        "sorang",
        "setiap orang",
        "satu orang",
        "utk seorang",
        "untuk seorang",
        "per orang",
    ),
    deposit=("cagaran", "deposit", "depo"),
    packaging=("cawan", "gelas", "bekas", "kotak", "mangkuk", "balang", "botol"),
    packaging_tags={
        PackagingKind.NONE: _words("tanpabungkusan | tanpa-bungkusan | tanpa_bungkusan"),
        PackagingKind.RETURNABLE: _words("bolehpulang | boleh-pulang | boleh_pulang | bolehgunasemula"),
        PackagingKind.COMPOSTABLE: _words("kompos | bolehkompos | boleh-kompos | boleh_kompos"),
        PackagingKind.SINGLE_USE: _words("pakaibuang | pakai-buang | pakai_buang | sekaliguna | sekali-guna"),
    },
    adults=_words("""
        18sx | 18 sx | 18 tahun ke atas | 18 thn ke atas | 18 tahun keatas | 18 thn keatas | umur 18 ke atas |
        dewasa sahaja | dewasa shj | untuk dewasa | orang dewasa sahaja | untuk orang dewasa
    """),
    adult_tags=_words("dewasa | dewasasahaja | dewasa_sahaja | dewasa-sahaja"),
    allergens=("alergen", "alahan", "alergi"),
    contains=("mengandungi", "mengandung", "mungkin mengandungi"),
    negations=("tidak ", "tak ", "tiada "),
    free=("percuma", "gratis"),
    units=_MALAY_UNITS,
    unit_goods=_words("""
        tiket | kerusi | buku | mangkuk | bakul | cawan | balang | papan | pinggan | piring | pasu | sikat | gelas | dulang |
        talam | tong | raga
    """),
    sizes=("besar", "kecil", "sederhana", "besaq", "kecik", "lagi", "je", "penuh"),
    each=_ONE_OF_A_UNIT
    + _words("""
        satu | setiap satu | setiap | tiap satu | tiap | tiap-tiap | satu biji
    """),
    per=("satu", "setiap", "tiap", "tiap-tiap", "per"),
    count_labels=_words("""
        kuantiti | sebanyak | bilangan | bil | stok terhad | stok | ada | tinggal | tggl | baki | tersedia | jumlah |
        siap | sedia | sisa | tersisa | lg | byk | banyak | lagi | hanya
    """),
    hour_labels=_words("siap | sedia | tersedia | lagi | lg | hanya"),
    count_after=_words("""
        lagi | lg | jak | ja | je | jer | aje | sahaja | shj | saja | tinggal | baki | ready | siap
    """),
    price_labels=("harga", "yuran", "bayaran", "hrga", "hrg", "dengan harga", "berharga", "pada harga"),
    price_nouns=("harga", "hrg"),
    model=_words("""
        pinggang |
        kombo | bidang | jilid | bahagian | musim | episod | saiz | nombor | nom | no | darjah | tingkatan | tahun |
        umur | siri | gred | edisi | bab | bilik | versi | jenis | cap | isi | berisi | pakej | level | tahap
    """),
    measures=_words("""
        edisi |
        gram | meter | ela | kaki | thn | bln | kilo | liter | inci | sudu | lapisan | rasa | warna | tingkat |
        tahun | bulan | hari | minggu | muka surat | orang makan | beradik | dalam 1 | dlm 1 | in 1 | jenis |
        penjuru | segi | serangkai | perisa | peratus | hb
    """),
    weights=_words("""
        sekilo | kilo | kg | sekg | liter | meter | sejam | jam | hari | sehari | bulan | sebulan | malam | semalam |
        100 gram | 100gm | 500gm
    """),
    dozens=("dozen", "lusin", "sedozen", "selusin", "dozn", "dzn"),
    half_dozens=("setengah dozen", "setengah lusin", "separuh dozen"),
    approximate=_words("""
        lebih kurang | dalam | anggaran | lbh kurang | kira-kira | kurang lebih | bermula | dari | mula | asal |
        harga asal | harga biasa | antara | sekurang-kurangnya | sekurangnya | paling kurang | bawah | hampir |
        lebih | kurang | serendah | mungkin | barangkali | dalam lingkungan | lingkungan | sekitar | atas | rasanya
    """),
    old_price=_words(
        "asal | harga asal | biasa | harga biasa | dulu | dulunya | sebelum ni | sebelum ini | harga lama | hrg asal | hrg biasa | asalnya"
    ),
    new_price=_words("sekarang | skrg | skang | kini | jadi | harga promo | promo | harga baru | tawaran"),
    special_days=("hujung minggu", "cuti umum"),
    kinds=("jenis", "macam", "lauk"),
    vague=_words("""
        berpuluh | beratus | puluhan | ratusan | beberapa | bbrp | sedikit |
        sikit | harga pasaran | harga semasa | harga ikut suka | ikut suka | seikhlas hati | ikut ikhlas
    """),
    unclear=_words("""
        bayar asing | asing bayar | bayar lain | kena ambil | mesti ambil | dijual sepasang | dijual set | mungkin | lebih murah |
        harga sama | lebih kurang | anggaran | kira-kira | separuh | setengah | diskaun | potongan | sedozen |
        selusin | dozen | lusin | tukar | barter
    """),
    contact=_words("hubungi | wasap | ws | telefon | telegram | mesej | sms"),
    minimum=_words("minima | minimum | min | tempahan minimum | min order | order min"),
    stands=("blok", "gerai", "pintu", "petak", "kaunter", "di lot"),
    bundle=("untuk", "utk", "ntuk", "bagi", "dapat", "dpt"),
    taken_back=_words("""
        ditempah | terjual | dibatalkan | ditangguhkan | ditangguh | tangguh | tunda | ditunda | tak jadi | tak dijual |
        tidak dijual | bukan untuk dijual | kot | agaknya | pun ada | juga ada | belum pasti | tak pasti | tidak pasti | habis dijual | diambil
    """),
    not_yet=_words(
        "boleh | perlu | mesti | sebelum | sehingga | sampai | hingga | belum | hampir | jika | kalau | akan"
    ),
    bare_questions=(
        "siapa nak",
        "sapa nak",
        "sape nak",
        "siapa mau",
        "siapa mahu",
        "ada sapa nak",
        "ada siapa nak",
    ),
    wants=(
        "nak",
        "mahu",
        "mau",
        "saya ambil",
        "nak ambil",
        "dapatkan",
        "bagi saya",
        "letak nama saya",
        "semalam",
        "semalam jual",
        "semalam saya jual",
    ),
    wanted=_words("""
        esok tutup | hari ini tutup | hari ni tutup | malam ini tutup | malam ni tutup | gerai tutup | kedai tutup | kami tutup |
        boleh tak | bolehkah | boleh ke |
        tolong tempah | habis ditempah | dah penuh | sudah penuh | nak beli | cuti | tak buka | tidak buka |
        tak berniaga | cari | mencari | habis | dah habis | sudah habis | berapa | ada tak | nak order | nak tempah |
        mahu tempah | tempah 1 | tolak | tambah | tak jual | tak ada stok | takde stok | tiada stok | tiada lagi |
        takde dah | batal | ganti | saya nak beli | nak 1 | tukar ke | tukar kepada | tukar jadi | tukarkan | simpan |
        simpankan | utk saya | untuk saya
    """),
    sellers=_words("""
        saya | sy | aku | kami | kita | mak saya | mak sy | anak saya | anak sy | ibu saya | ayah saya | nenek saya |
        isteri saya | suami saya | kakak saya | adik saya | mak | emak | ibu | ayah | nenek | kawan saya | saya dah |
        kami dah | saya ada | saya akan | kami akan | saya nak
    """),
    titles=_words("kak | mak | pak | cik | abang | mak cik | pak cik | makcik | pakcik | cikgu"),
    offers=_words("""
        buat | buatkan | masak | bawa | jual | jualkan | goreng | bakar | kukus | jahit | anyam | tanam | petik |
        siapkan | sediakan | terima | buka | ada | dapat | hasilkan | bungkus | nak jual | boleh buat | dapat buat
    """),
    before_name=_ONE_OF_A_UNIT
    + _TERLEBIH
    + _words("""
        tempahan |
        hujung minggu |
        minggu depan | minggu ni | minggu ini | untuk pasar minggu ini | kali ni | kali ini | insya-allah |
        insya-allah ada | jualan penghabisan | penghabisan | jualan murah | nama | boss | bos | je | jer | aje | jak | shj |
        sahaja | nak lepas | nk lepas | sia jual | sia ada | sy mo jual | mo jual | mau jual | mahu jual | nk jual |
        nak jual | jual borong | sy masak | saya masak | nk | lepaskan | nak lepaskan | nk lepaskan | sis jual | akak jual |
        kak jual | mama jual | mak jual | ibu jual | sis ada | akak ada | mak ada | mama ada | siap dah | dah siap |
        dh siap | sudah siap | ckp awal | cakap awal | bang | dik | geng | gais | kengkawan | sis | tuan puan | puan-puan |
        baru keluar oven | baru goreng | baru bakar | baru buat | tempahan dibuka | order dibuka | rezeki hari ini |
        last call | restock | repeat | let go | sy nk jual | insyaallah | insya allah | alhamdulillah | kawan-kawan |
        kawan2 | jiran tetangga | jiran | korang | jom beli | ibu saya buat | mak saya buat | mak cik jual | makcik jual |
        mak buat | emak buat | ibu buat | nenek buat | isteri buat | sy | saya | kami | kita | saya nak jual | kami jual |
        sy jual | sy ada | ada | jual | menjual | sisa | tersisa | saya jual | saya ada | kami ada | kita ada | masih ada |
        ada lagi | ada lg | lg | tgl | ada jual | lagi | tinggal | tinggal lagi | tggl | baki | stok | stok baru | ready |
        siap | sedia | tersedia | menu hari ini | menu | menu hr ni | jualan | jualan hari ini | nama: | nama item |
        nama produk | produk | utk dijual | untuk dijual | tumpang jual | tolong jual | minta tolong jualkan |
        tolong jualkan | jualkan | salam | assalamualaikum | salam semua | hai | hai semua | selamat pagi | selamat petang |
        promosi | tawaran | baru siap | baru masak | buat | harga | setiap | satu | dan | juga | ni | ini | hanya | yang |
        semua | kak | abang | guys | sila | jom | mari | pra tempahan | preorder | open | terima tempahan | buka order |
        open order | nak let go | bawa | saya bawa | kuantiti | stok ada | untuk | utk | dari | jumlah | bil | hari |
        esok ada | masih | bahan | jual murah | jual cepat | jual rugi | jual habis stok | clear stok | clearkan stok |
        habiskan stok | utk clear | sapa nak | sape nak | siapa nak | siapa mahu | sesiapa nak | ada yang nak |
        lauk hari ni | lauk hari ini | juadah hari ni | juadah hari ini | juadah | menu esok | menu malam ni | menu pagi |
        fresh dari oven | panas dari oven | baru sampai | stok baru sampai | stok sampai | baru lepas goreng |
        baru lepas masak | baru angkat | dah ready | dah masak | dah ada | skrg ada | sekarang ada | skarang ada |
        hari ni ada | hari ini ada | ada sikit | ada lebih | lebihan | sempat buat | sempat masak | kami buat | kami masak |
        kami bawa | saya buat | sy buat | sy bawa | mak masak | ibu masak | nenek masak | kak long jual | kakak jual |
        abang jual | ayah jual | ayah masak | utk esok | untuk esok | untuk hari ini | utk hari ni | boleh tempah |
        boleh order | nk order boleh | yg | yg last | yang last | last | sedia untuk dijual | dibuka untuk tempahan |
        open po | buka po | ready stok | stok ready | masih tinggal | tinggal sikit | tinggal lg | cuma tinggal | cuma ada |
        saja ada | ada baki | baki lagi | baru siap masak | baru siap goreng | baru siap bakar | baru siap kukus |
        siap masak | siap goreng | siap bakar | yang nak | yg nak | sapa yang nak | siapa yang nak | sesiapa yang nak |
        yang mahu | yang teringin | teringin | abah jual | atok jual | nenek jual | opah buat | tokwan jual | jualan kak |
        jualan mak | masak sendiri | hari ni masak | hari ini masak | hari ni buat | esok masak | esok buat | esok jual |
        malam ni jual | malam ni masak | pagi ni jual | pagi ni ada
    """),
    after_name=_ONE_OF_A_UNIT
    + _words("""
        terakhir | yang terakhir | dibuka | fresh dari oven | panas dari oven | baru keluar oven | segar dari ladang | segar dari kebun |
        sebelum | selepas | mulai | tgh | tgh hari | tengah hari | tgh malam | tengah malam | hujung minggu | setiap minggu |
        dari semalam | semalam | dari pagi tadi | dari pagi | dari petang tadi | semuanya |
        satu | setiap | setiap satu | tiap satu | lagi | lg | jak | bah | bha | gais | ja | sahaja | shj | saja | je | jer |
        aje | harga | ada | tinggal | baki | stok | untuk dijual | utk dijual | dijual | jual | pada | dan | masih ada |
        ada lagi | masih | tersedia | siap | sedia | ready | tuk | untuk | utk | dengan | dgn | ya | yer | lah | la | tau |
        sis | siapa nak | sape nak | sapa nak | cepat | sampai habis | smpai habis | hingga habis | selagi ada |
        selagi stok ada | stok terhad | terhad | ambil | amik | ambik | ambil sendiri | pickup | kutip | hingga | sampai |
        dari | mula | bermula | pada pukul | kuantiti | jumlah | pm | pm saya | ws | wasap | tq | terima kasih | nego |
        boleh nego | berharga | ni | ini | punya | banyak | hari | hari ini sahaja | murah | dengan harga | cod |
        untuk hari ini | orang | tinggal lagi | semua | buka | tutup | tiap-tiap | hanya | je tinggal | sahaja tinggal |
        sahaja lagi | je lagi | lagi tinggal | masih tinggal | siap untuk diambil | sedia diambil | sedia dijual |
        masih panas | panas panas | panas2 | ready stok | stok ready | siap masak | siap goreng | siap bungkus |
        siap dimasak | nak order boleh | boleh order | boleh tempah | utk hari ni | untuk esok | utk esok | kembali |
        kembali lagi | muncul lagi | dah kembali | datang lagi | baru sampai | baru tiba | baru masuk | baru siap |
        baru keluar oven | dah sampai | dah siap | sudah siap | sudah sampai | panas-panas | ke pasar | ke pasar malam |
        ke bazar | di pasar | di rumah | di gerai | di kedai | kat rumah | kat gerai | untuk jualan | utk jualan |
        untuk tempahan | siap utk diambil
    """),
    may_begin_name=_words("kak | abang | bang | sis | dik | bos | boss | geng | bahan | hari | open"),
    joining=_ONE_OF_A_UNIT
    + _words("""
        satu | setiap | setiap satu | untuk | utk | je | jer | aje | jak | lagi | lg | sahaja | shj | saja | dan |
        yang |
        yg | ni
    """),
    no_name=_words("""
        saya | sy | kami | kita | awak | ada | jual | nak | harga | hrga | kuantiti | tinggal | baki | ambil | esok |
        hari | pukul | tempah | tempahan | hantar | penghantaran | tiada | takde | tak ada | siap | boleh | sahaja |
        shj | je | jer | setiap | sebanyak | untuk | utk | dari | hingga | sampai | kalau | siapa | sape | sebab |
        lepas | ptg | mlm | tetapi | tapi | tak | tidak | bukan | belum | sudah | dah | lagi | buat | beli | cari |
        perlu | sila | mohon | minggu | bulan | percuma | stok | stock | gerai | sini | hujung | tarikh | masa |
        jumlah | masih | hanya | cuma | dijual | seorang | sorang | terlebih | terlalu | lebihan | semua | semuanya |
        ini | itu | yang | kerana | jangan | juga | pun | telah | akan | arwah | pindah | lelong | mana-mana |
        lain-lain | kau | anda | dia | mereka | ni | tu | sana | situ | apa | mana | bila | kenapa | bagaimana |
        berapa | atau | jika | supaya | daripada | kepada | pada | oleh | bagi | ke | sedang | saja | mahu | mau |
        nk | mesti | harus | tiap | sikit | sedikit | kurang | paling | sgt | amat | sekali | bawa | amik | datang |
        pesan | simpan | tolong | jom | mari | minta | dapat | kirim | lepaskan | habis | buka | bukak | tutup |
        mula | diskaun | promosi | pelanggan | semalam | tadi | penghabisan | terakhir | kalo | mcm | macam |
        dengan harga | masing-masing | kot | ikut | bergantung | beberapa | sekitar | kosongkan | runding | berbaki |
        dibuat | dimasak | dijamin | menjual | membeli | mengambil | kali | suka | alahai | aduh | hehe | cepat |
        cepat2 | segera | lekas | xde | xda | blh | skrg | sbb | klu | dpt | brp | byk | smua | skali | hrini | esk |
        bkn | tempahlah | belilah | dapatkan | singgah | serbu | lebih | murahnya | sangat | sekarang | kini | mulai
    """),
    descriptions=_words("""
        sedap sangat | datang awal | datang cepat | siapa cepat dia dapat | masih panas | tanpa msg | penghantaran percuma |
        ambil sendiri | harga tetap | tak nego | waktu | masa | buka | bukak | mula | tunai | tunai sahaja |
        sementara stok ada | terima kasih | pagi | petang | malam | tengah hari | lepas asar | lepas maghrib | lepas isyak |
        lepas zohor | lepas subuh | lepas solat | selepas asar | selepas maghrib | selepas isyak | selepas zohor |
        selepas solat | lepas jumaat | lepas terawih | subuh | sejuk | sejuk beku | sedap | panas | panas-panas | segar |
        fresh | murah | terbaik | lazat | baru | padu | rangup | gebu | lembut | sedap gila | memang sedap | sgt sedap |
        homemade | buatan sendiri | mantap | best
    """),
    numbers={
        word: value
        for value, word in enumerate(
            [
                "kosong",
                "satu",
                "dua",
                "tiga",
                "empat",
                "lima",
                "enam",
                "tujuh",
                "lapan",
                "sembilan",
                "sepuluh",
                "sebelas",
            ]
        )
        if value
    }
    | {"delapan": 8, "seratus": 100, "seribu": 1000, "sblas": 11, "spuluh": 10},
    scales={"puluh": 10, "ratus": 100, "ribu": 1000},
    teens={"belas": 10},
    number_joins=("dan",),
    half=("setengah",),
    protected=_words("""
        rempah ratus |
        kasut but | but hujan | but kulit | kot hujan | kot lelaki | kot kulit | kot denim | kot bulu |
        untuk kanak-kanak | untuk kanak2 | untuk budak | untuk budak-budak | untuk bayi | untuk dewasa |
        untuk remaja | untuk wanita | untuk lelaki | untuk pemula | untuk ibu | untuk ibu hamil | untuk bapa |
        untuk kucing | untuk anjing | untuk warga emas | untuk keluarga | untuk pengantin | untuk pelajar |
        untuk muslimah | untuk kereta | untuk motor | untuk dapur | untuk bilik | untuk rumah | untuk taman |
        untuk rambut | untuk kulit | untuk muka | untuk diet | untuk raya | kotak bekal | bekas tisu | bekas pensel |
        bekas air | bekas cincin | mangkuk tingkat | bakul piknik | bakul rotan | bakul baju | papan pemotong |
        papan tulis | papan luncur | papan gosok | papan selancar | buah tangan | buah pelaga | ikat rambut |
        ikat pinggang | ikat kepala | gulung rambut | tong sampah | tong gas | tong ais | nampan kayu |
        plastik sampah | potong rumput | kepala ikan | kepala paip | pinggan mangkuk | cucuk sanggul |
        bungkus hadiah | tiket ke | tiket masuk | batang paip | batang pancing | tempat duduk bayi | tempat pensel |
        tempat kasut | tempat telur | set alat | unit pendingin | harga diri | bentuk hati | balang tadahan |
        talam kukus | loyang kek | beg baju | beg kasut | beg laptop | beg beras | beg pinggang | botol semburan |
        cawan lut | kerusi roda | kerusi goyang | kerusi urut | kerusi lipat | kerusi malas | kerusi rotan |
        kerusi bayi | buku tulis | buku lukisan | buku skrap | tin kosong |
        buku nota | buku latihan | buku cerita | beg tangan | beg kertas | kotak pensel | gelas kaca | cawan kopi |
        kopi o | pasar malam | beg galas | kuih bulan | kek bulan | wau bulan | pasu bunga | tempat lilin |
        tempat tisu | tempat letak | kotak hadiah | buku resepi | buku mewarna | buku aktiviti | negeri sembilan |
        hari raya | hari jadi | ambil gambar | beg sekolah | beg sandang | beg duit | bakul sampah | papan tanda |
        botol susu | potong rambut | gunting rambut | buah melaka | buah rotan | buah keras | buah pala | buah kering |
        buah naga | buah salak | buah tin | buah nona | buah zaitun | buah delima | kaki ayam | kaki lembu | kaki kambing |
        kotak makan | bekas makanan | bekas makan | cawan kertas | pinggan kertas | papan catur
    """),
)

_MADE_SO_MANY = tuple(
    f"{only}{verb}了"
    for only in ("只", "才", "就", "共", "一共", "总共")
    for verb in "做煮包烤炖蒸炸卤炒熬焗摘带织缝"
)
"""只炖了16份"""

_JUST_MADE = tuple(
    f"{when}{verb}{done}"
    for when in (
        "刚",
        "刚刚",
        "今早刚",
        "早上刚",
        "今天刚",
        "中午刚",
        "下午刚",
        "早上",
        "今早",
        "刚刚才",
        "今早才",
        "刚才",
    )
    for verb in "做煮包烤炖蒸炸卤炒熬焗摘织缝采"
    for done in ("好", "好的", "好了", "了", "的")
)
"""早上刚做好 before goods, 刚煮好 after them."""

_TOO_MUCH = tuple(
    words
    for verb in "做煮包烤蒸炸炒买带炖卤熬"
    for words in (
        f"{verb}太多",
        f"{verb}多了",
        f"{verb}太多了",
        f"多{verb}",
        f"多{verb}了",
        f"不小心{verb}多了",
    )
)
"""做太多豆沙包了，还有20个"""

CHINESE = StockWords(
    remark_signs=_words("""
        座取 | 楼取 | 口取 | 厅取 | 店取 | 档取 |
        支持 | 捧场 | 感谢 | 多谢 | 谢谢 | 快乐 | 愉快 | 味道 | 做法 | 秘方 | 随机 | 可选 | 照开 | 不改 | 取消 | 营业 |
        休息 | 付款 | 付钱 | 扫码 | 现金 | 转账 | 私信 | 留言 | 微信 | 接龙 | 截单 | 订购 | 预订 | 预定 | 一天订 |
        提前 | 提早 | 取货 | 自取 | 前取 | 后取 | 送货 | 旁边 | 对面 | 门口 | 附近 | 楼下 | 路口 | 转角 | 筹款 |
        义卖 | 自筹 | 零基础 | 无需 | 包材料 | 材料全包 | 退换 | 刮痕 | 瑕疵 | 没用过 | 穿过 | 全新 | 均码 | 常温 |
        冷冻 | 冷藏 | 冰箱 | 一流 | 可口 | 不腻 | 即化 | 两相宜 | 咸宜 | 好评 | 回头客 | 欢迎 | 联系 | 联络 |
        下雨 | 风雨 | 停车 | 地铁站 | 巴士站 | 有兴趣 | 有意
    """),
    closings=_words("""
        没卖完 | 还没卖完 | 未卖完 | 卖不完 | 没卖出去 | 要的快来 | 要的赶紧 | 要的速来 | 想要的私信 | 要的说一声 | 喜欢的私信 |
        想吃的私信 | 想吃的快来 | 要的请私信 | 要的请留言 | 想要的快来 | 要的可以私信 |
        卖完为止 | 售完为止 | 送完为止 | 卖完即止 | 售完即止 | 卖完就没有了 | 卖完就没了 | 卖完就没 | 卖完就收 |
        卖完收工 | 卖完收档 | 卖完收摊 | 卖完打烊 | 先到先得 | 先到先买 | 早到早得 | 数量有限 | 有兴趣请联系 |
        有兴趣请联络 | 有兴趣请私信 | 有兴趣的请联系 | 有兴趣的请私信 | 有兴趣的私信 | 有兴趣私信 | 有兴趣请pm |
        有兴趣pm | 有兴趣的pm | 有意者请联系 | 有意请联系 | 有意者私信 | 有意者pm | 需要的请联系 | 需要的私信 |
        需要的pm | 要的请联系 | 要的私信 | 要的联系我 | 要的找我 | 要的pm | 请提前预订 | 请提早预订 | 请提前预定 |
        请提前下单 | 需提前预订 | 需提前一天预订 | 要提前预订 | 欢迎预订 | 欢迎预定 | 欢迎订购 | 欢迎来买 | 欢迎选购 |
        欢迎私信 | 欢迎光临 | 欢迎来吃 | 不送货 | 没有送货 | 没送货 | 不包送 | 只限自取 | 只收现金 | 仅收现金 |
        现金交易 | 不议价 | 可小议 | 可议价 | 要的快 | 要买要快 | 手快有手慢无 | 手慢无 | 谢谢支持 | 感谢支持 |
        多多支持 | 请多多支持 | 谢谢大家 | 现金或扫码 | 留言或私信 | 下雨取消 | 最后一天 | 不接受退换 | 几乎没用过 |
        第一次卖 | 热卖中 | 热卖
    """),
    chatter=_words("""
        我 | 我们 | 妈妈 | 女儿 | 儿子 | 多煮 | 多做 | 多包 | 多煮了 | 多做了 | 煮多了 | 做多了 | 大家 | 支持 | 刚做 |
        刚煮 | 刚烤 | 帮忙 | 今天 | 做了 | 煮了 | 烤了 | 包了
    """),
    asides=_words("""
        出 | 货 | 有货 | 到货 | 现货 | 有现货 |
        先付 | 需付 | 须付 | 初一 | 初二 | 初三 | 初五 | 初八 | 初九 | 十五 | 农历 |
        私信我 | 私信 | 私讯 | 可议价 | 议价 | 前预订 | 前 | 之前 | 邻居 | 邻居们 | 第一批 | 第二批 | 第三批 |
        要的快 | 要快 | 手快有 | 冬至 | 端午 | 中秋 | 新年 | 春节 | 过年 | 元宵 | 清明 | 圣诞 | 开斋节 | 屠妖节 |
        打包 | 堂食 | 外带 | 现场 | 现做 | 批发 | 限时 | 早鸟 | 快手 | 欢迎 | 附近 | 旁边 | 对面 | 楼下 | 门口 |
        广场 | 公园 | 每天 | 天天 | 营业 | 开门 | 接单 | 截单 | 为止 | 早到早得 | 数量有限 | 端午节 | 中秋节 |
        冬至节 | 元宵节 | 清明节 | 圣诞节 | 母亲节 | 父亲节 | 情人节 | 儿童节 | 教师节 | 卫塞节 | 国庆 | 国庆日 |
        农历新年 | 华人新年 | 年货 | 街坊 | 街坊们 | 乡亲 | 乡亲们 | 群友 | 老板们 | 老板 | 叔叔 | 阿姨 | 哥哥 |
        姐姐 | 小姐姐 | 同学 | 同学们 | 家长 | 家长们 | 老师 | 朋友 | 不好意思 | 抱歉 | 对不起 | 哈哈 | 嘻嘻 |
        谢谢支持 | 感谢支持 | 多多支持 | 请多支持 | 感恩 | 早餐 | 午餐 | 晚餐 | 夜宵 | 下午茶 | 前取 | 前拿 | 前来 |
        后取 | 后拿 | 取 | 取货 | 来取 | 来拿 | 来买 | 自取 | 面交 | 送货 | 可送 | 包送 | 邮寄 | 老地方 | 老位置 |
        同样地方 | 巴刹 | 夜市 | 早市 | 市集 | 路边 | 路口 | 转角 | 停车场 | 学校 | 庙 | 教堂 | 组屋 | 店里 | 家里 |
        档口 | 收档 | 开档 | 快来 | 赶快 | 赶紧 | 手慢无 | 手快有手慢无 | 先到先得 | 不等人 | 不留 | 不留货 | 出售 |
        售 | 转让 | 转卖 | 卖 | 手上 | 手头 | 目前 | 现在
    """),
    headings=_words("新品 | 特价 | 例汤 | 推荐 | 新到 | 预购 | 招牌 | 上新 | 补货"),
    praise=("新鲜", "刚出炉的", "新鲜的", "好吃的", "美味的", "自制的", "香喷喷的"),
    all_of_them=_words("全部 | 一起 | 打包 | 全拿 | 全要 | 总共 | 一共 | 合共 | 整批 | 全包"),
    total_labels=_words("共 | 总 | 总价 | 总价格 | 共计 | 合计 | 总计 | 加起来"),
    one_of_a_kind=_words("一张 | 一套 | 一台 | 一架 | 一辆 | 一部 | 1张 | 1套"),
    greetings=_words("各位 | 早安 | 早上好 | 你好 | 大家好 | 哈喽 | 嗨 | 亲爱的"),
    halves=("半",),
    weighed=("公斤", "每斤", "一斤", "每公斤"),
    remarks=_words("""
        刻字 | 完为止 | 附近 | 无 | 可 | 不 | 免 | 需 | 请 | 含 | 送 | 附 | 现 | 外带 | 打包 | 外卖 | 用料 |
        真材实料 | 纯手工 | 全手工 | 手工做 | 当天 | 当日 | 每日 | 每天 | 早上 | 今早 | 凌晨 | 保证 | 保质 | 放冰箱 |
        冷藏 | 冷冻 | 要 | 想 | 欢迎 | 喜欢 | 有兴趣 | 有意 | 付款 | 现金 | 转账 | 扫码 | 只收 | 收现金 | 自取 |
        面交 | 取货 | 送货 | 包邮 | 邮费 | 运费 | 地址 | 地点 | 位置 | 在 | 于 | 请到 | 就在 | 联系 | 加微信 | 私聊 |
        私信 | 留言 | 接龙 | 报名 | 下单 | 预订 | 预定 | 提前 | 截止 | 卖完 | 售完 | 送完 | 先到 | 手慢 | 数量有限 |
        所剩不多 | 限量 | 功能正常 | 正常使用 | 还能用 | 还可以用 | 还很新 | 很新 | 九成新 | 八成新 | 全新 | 没用过 |
        没穿过 | 没开过 | 几乎全新 | 成色 | 保存完好 | 附送 | 适合 | 老少 | 大人小孩 | 不加 | 没加 | 不添加 | 零添加 |
        少糖 | 不甜 | 低糖 | 微辣 | 很辣 | 超辣 | 够辣 | 非常 | 特别 | 超级 | 皮薄 | 料多 | 料足 | 满满 | 香喷喷 |
        热腾腾 | 趁热
    """),
    limit=_words("""
        限每人 | 限每位 | 每人最多 | 每人限购 | 每人限 | 每人 | 一人 | 最多 | 限购 | 限 | 一人限 | 每位限 | 每位最多 |
        一人最多 | 限量每人 | 每单限
    """),
    per_person=("每人", "一个人", "一人"),
    deposit=("押金", "按金", "保证金", "订金", "定金"),
    packaging=("杯子", "杯", "饭盒", "盒子", "盒", "碗", "罐", "瓶"),
    packaging_tags={
        PackagingKind.NONE: ("无包装", "無包裝"),
        PackagingKind.RETURNABLE: ("可归还", "可歸還", "可重复使用"),
        PackagingKind.COMPOSTABLE: ("可堆肥",),
        PackagingKind.SINGLE_USE: ("一次性",),
    },
    adults=_words("""
        18禁 | 十八禁 | 18岁以上 | 18歲以上 | 满18岁 | 滿18歲 | 年满18岁 | 年滿18歲 | 限18岁以上 | 仅限成人 | 僅限成人 |
        只限成人 | 成人限定 | 限成人 | 未满18岁勿买 | 未满18岁不卖
    """),
    adult_tags=("成人", "成年人", "成人专用"),
    allergens=("过敏原", "過敏原", "过敏源", "过敏"),
    contains=("可能含有", "含有"),
    allergen_words=_words(
        "花生 | 坚果 | 蛋 | 鸡蛋 | 奶 | 牛奶 | 椰奶 | 乳 | 麸质 | 小麦 | 麦 | 虾 | 虾米 | 蟹 | 海鲜 | 大豆 | 豆 | 芝麻 | 鱼 | 酒精 | 酒 | 贝"
    ),
    negations=("不", "没", "未"),
    free=("免费", "免費", "免钱"),
    units={
        ItemUnit.PIECE: _words("""
            客 | 台 | 辆 | 架 | 部 | 盏 | 顶 | 匹 | 尊 | 组 | 板 | 坛 | 桌 | 间 | 堂 | 棵 | 株 | 副 | 盆 | 篮 | 锅 |
            煲 | 壶 | 个 | 個 | 件 | 块 | 粒 | 只 | 条 | 片 | 颗 | 串 | 支 | 枝 | 根 | 套 | 把 | 束 | 本 | 双 | 盘 |
            樽 | 筒 | 捆 | 盅 | 箩 | 筐 | 席 | 钵 | 碟 | 碗 | 笼 | 桶 | 尾 | 朵 | 团 | 枚 | 节 | 排 | 卷 | 扎 | 对
        """),
        ItemUnit.BOX: ("盒", "箱", "盒装"),
        ItemUnit.CUP: ("杯",),
        ItemUnit.JAR: ("罐", "瓶"),
        ItemUnit.PACK: ("包", "袋", "份"),
        ItemUnit.PRINT: ("张", "幅"),
        ItemUnit.SEAT: ("座", "个座位", "张票", "人"),
        ItemUnit.PLACE: ("位", "名", "名额", "个名额", "个位"),
    },
    sizes=("大", "小", "中"),
    each=_words("""
        每个 | 每份 | 每盒 | 每包 | 每件 | 每 | 各 | 一个 | 单价 | 而已 | 罢了 | 一粒
    """),
    per=("每", "一", "1", "每一"),
    count_labels=_MADE_SO_MANY
    + _words("""
        数量 | 库存 | 还剩下 | 还剩 | 剩下 | 只剩 | 剩 | 还有 | 尚有 | 共有 | 总共 | 共 | 现有 | 存货 | 只有 | 只做 |
        仅有 | 仅剩 | 尚余 | 仅余 | 剩余 | 余下 | 余 | 一共 | 最后 | 有 | 限量 | 备有 | 名额 | 座位 | 接 | 只接 |
        本周接 | 限做 | 只留 | 手上有 | 手头有 | 我有 | 我们有 | 家里有 | 目前有 | 目前还有 | 目前剩 | 现在有 |
        现在还有 | 现在剩
    """),
    hour_labels=("有", "最后", "接", "只接", "只有"),
    count_after=("而已", "罢了", "现货"),
    price_labels=_words("""
        学费 | 收费 | 费用 | 报名费 | 票价 | 价格 | 售价 | 价钱 | 卖价 | 单价 | 特价 | 优惠价 | 价 | 售 | 卖 | 只要 |
        只卖 | 仅售 | 才 | 只需 | 仅需
    """),
    price_nouns=("价格", "价钱", "价"),
    model=("尺码", "尺寸", "型号", "第", "年级", "级", "满"),
    measures=_words("""
        克 | 公斤 | 千克 | 斤 | 毫升 | 升 | 公升 | 厘米 | 公分 | 寸 | 英寸 | 吋 | 层 | 色 | 味 | 岁 |
        合一 | 合1 | 号 | 码 | 年级 | 年代 | 小时 | 分钟 | 页 | 人份 | 片装 | 粒装 | 个装 | 只装 | 盒装 |
        块装 | 斤装 | 公斤装 | 升装 | 包装 | 入装 | 口味 | 种 | 克装 | 人座 | 年份 | 成新 | 成
    """),
    weights=("公斤", "斤", "克", "100克", "千克", "两", "升", "小时", "天", "月", "个月", "晚"),
    dozens=("打",),
    half_dozens=("半打",),
    approximate=_words("""
        大约 | 大概 | 约 | 差不多 | 左右 | 起码 | 至少 | 不到 | 超过 | 原价 | 平时 | 多 |
        可能 | 可能有 | 应该有 | 估计 | 估计有 | 减
    """),
    old_price=_words("原价 | 平时 | 平日 | 平常 | 之前 | 以前 | 本来 | 原本 | 市价 | 原来"),
    new_price=_words("现在 | 现 | 现价 | 现卖 | 特价 | 优惠价 | 现在只要 | 现售 | 促销价"),
    special_days=("周末", "假日", "公共假期", "节日"),
    kinds=("种", "款"),
    vague=(
        "好多",
        "少量",
        "大批",
        "时价",
        "随意给",
        "随意付",
        "随喜",
        "看着给",
        "几",
        "十来",
        "若干",
        "好些",
        "一些",
        "一批",
        "一堆",
        "数十",
        "数百",
        "百来",
        "上百",
    ),
    unclear=(
        "也卖",
        "还卖",
        "也有",
        "算你",
        "同价",
        "左右",
        "大约",
        "大概",
        "起",
        "半",
        "折",
        "打包盒",
        "打包费",
        "一打",
        "半打",
        "交换",
        "换",
    ),
    minimum=("最少", "最少订", "最低订", "起订", "最少拿", "最少买"),
    contact=("电话", "联系", "联络", "请联系", "请联络", "微信", "致电", "拨打"),
    bundle=("卖", "只要"),
    taken_back=_words("""
        没确定 | 未确定 | 不确定 | 仅供参考 | 可以吗 | 行吗 | 我要 |
        已订 | 已售 | 已卖 | 已被订 | 已订出 | 已售出 | 已满 | 订完 | 订满 | 没了 | 无货 | 缺货 | 停售 | 暂停 | 延期 | 待定 | 未定 | 不定 | 不单卖 | 已取消
    """),
    not_yet=_words("未 | 没 | 前 | 若 | 如果"),
    bare_questions=("谁要", "有谁要", "谁想要", "有人要吗", "有没有人要"),
    wants=("要", "买", "买了", "我拿", "我订", "昨天", "昨天卖了", "昨晚卖了", "上周卖了"),
    wanted=_words("""
        才有 | 才会有 |
        明天不开 | 今天不开 | 今晚不开 | 明晚不开 | 周末不开 | 后天不开 | 不开门 | 不开市 | 不开了 |
        求购 | 想找 | 在找 | 要找 | 帮我 | 收购 | 高价收 | 收二手 | 不开档 | 没开档 | 不开店 | 休息 | 休业 | 想买 | 要买 | 卖完了 | 卖光 |
        售罄 | 没货 | 没有了 | 多少钱 | 取消 | 再来 | 卖完 | 售完 | 改成 | 有没有 | 不卖 | 给我 | 帮我留 | 请留 | 预留
    """),
    sellers=_words("""
        我 | 我们 | 我妈 | 我妈妈 | 妈妈 | 阿嬷 | 女儿 | 儿子 | 老公 | 老婆 | 爸爸 | 孩子 | 孩子们 | 我会 | 我们会 |
        我要 | 我想 | 我又 | 我们要 | 我今天 | 我可以 | 这次我 | 这次 | 这周我 | 这周 | 这星期 | 这个星期 | 这星期我 |
        今天我 | 婆婆 | 我婆婆 | 奶奶 | 外婆 | 外公 | 爷爷 | 公公 | 阿公 | 阿嫲 | 大嫂 | 嫂子 | 姐姐 | 妹妹 | 哥哥 | 弟弟 | 姑姑 | 舅妈 |
        阿姨 | 叔叔 | 岳母 | 家婆 | 家姐 | 我姐 | 我妹 | 我哥 | 我爸 | 朋友
    """),
    offers=_JUST_MADE
    + _words("""
        做了 | 做 | 煮了 | 煮 | 烤了 | 炸了 | 包了 | 带来 | 带 | 卖 | 织了 | 织 | 缝了 | 种了 | 种的 | 摘了 | 熬了 |
        准备了 | 有 | 还有 | 又做了 | 会带 | 会有
    """),
    before_name=_JUST_MADE
    + _TOO_MUCH
    + _words("""
        试做 | 试做了 | 试卖 | 试煮 |
        市集带 | 市集卖 | 市集有 | 夜市带 | 夜市卖 | 夜市有 | 早市带 | 早市卖 | 早市有 |
        开始 | 周末 | 这周末 | 本周末 |
        周末卖 | 周末有 | 这周末卖 | 这周末有 | 周末会卖 | 这周卖 | 下周卖 | 下周有 | 周末做 | 周末带 |
        今天 | 有人要吗 | 谁要 | 有人要 | 多出来 | 我这里 | 这里 | 开档时间 | 营业时间 | 开档 | 转让 | 出让 | 领取 | 领养 |
        晚市 | 早市 | 夜市 | 午市 | 早餐档 | 今日特价 | 煮了 | 做了 | 包了 | 炸了 | 烤了 | 蒸了 | 炒了 | 卤了 | 炖了 |
        清仓 | 全部 | 品名 | 名称 | 产品 | 商品 | 品项 | 家人们 | 亲爱的 | 宝宝们 | 邻居们 | 各位邻居 | 哈喽 | 嗨 |
        嗨大家 | 手上有 | 手头有 | 剩余 | 尚余 | 仅余 | 开团 | 接龙 | 团购 | 上架 | 补货 | 上新 | 新品 | 新品上市 |
        新出炉 | 多出来的 | 我煮 | 我做 | 我包 | 我烤 | 我炸 | 我蒸 | 妈妈煮 | 妈妈做 | 妈妈煮了 | 妈妈做了 |
        妈妈包了 | 我妈做了 | 阿嬷做了 | 各位朋友 | 朋友们 | 街坊们 | 姐姐们 | 亲们 | 售卖 | 我们这里 | 我们 | 我家 |
        我 | 家里 | 我们有卖 | 我们有 | 我有 | 我这里有 | 这里有 | 我卖 | 今天卖 | 今天有 | 明天有 | 明天卖 | 今晚有 |
        今晚卖 | 有卖 | 还有 | 尚有 | 还剩下 | 还剩 | 剩下 | 只做 | 开团啦 | 妈妈做的 | 只剩 | 剩 | 最后的 | 最后 |
        帮朋友卖 | 帮忙卖 | 老板 | 现有 | 现货 | 出售 | 在卖 | 卖 | 有 | 共有 | 大家好 | 各位 | 你好 | 今日 | 推荐 |
        的 | 各 | 每个 | 一个 | 每份 | 手工制作 | 推出 | 特价 | 价格 | 数量 | 限量 | 新鲜出炉 | 预订 | 预购 | 接单 |
        开放预订 | 备有 | 带来 | 准备了 | 刚做好 | 家里有 | 也有 | 另外 | 摆摊 | 摆档 | 摆卖 | 促销 | 卖完就没了 |
        卖完就没有了 | 早安 | 早上好 | 各位早安 | 大家早安 | 优惠 | 本店 | 小店 | 新到 | 新货 | 到货 | 刚到 | 只有 |
        各位街坊 | 各位街坊邻居 | 各位老板 | 各位乡亲 | 各位家长 | 各位同学 | 各位群友 | 街坊 | 老板们 | 邻居们好 |
        大家早 | 大家晚上好 | 大家下午好 | 晚上好 | 下午好 | 新做的 | 刚做的 | 刚煮好的 | 刚出炉的 | 刚烤好的 |
        刚炸好的 | 刚蒸好的 | 刚摘的 | 今早做的 | 今天做的 | 今天做了 | 今天煮了 | 今天包了 | 今天烤了 | 今天炸了 |
        今天还有 | 今天剩 | 今天还剩 | 今晚还有 | 目前还有 | 目前有 | 目前剩 | 现在还有 | 现在有 | 现在剩 | 暂时有 |
        卖剩 | 卖剩的 | 最后剩 | 最后剩下 | 多做了 | 多煮了 | 多包了 | 多出 | 家里多 | 想卖 | 要卖 | 转卖 | 低价转 |
        低价卖 | 便宜卖 | 便宜出 | 急出 | 清货 | 老板今天做了 | 老板做了 | 我妈做的 | 我妈煮的 | 阿嬷做的 | 外婆做的 |
        婆婆做的 | 自己做的 | 自己包的 | 自己种的 | 自己腌的 | 自家做的 | 自家种的 | 周末限定 | 今日限定 | 本周 |
        本周有 | 本周推出 | 这周 | 这周有 | 这周做 | 这星期有 | 接受预订 | 可预订 | 开始预订 | 出炉的 | 今天出炉的 |
        今早出炉的 | 新出炉的 | 出炉 | 推出的
    """),
    after_name=_JUST_MADE
    + _words("""
        热腾腾 | 香喷喷 | 超好吃 | 很好吃 | 真好吃 | 好吃不腻 | 香脆可口 |
        周末 | 这周末 | 本周末 |
        到了 | 到货了 | 到货啦 | 到啦 | 到货 | 上市 | 上市了 | 上架了 | 上架 | 出炉了 | 出炉啦 | 来啦 | 新鲜到 | 上市啦 |
        又来了 | 来了 | 这周有 | 这周 | 这次 | 回来了 | 做了 | 这次有 | 今天有 | 我有 | 全部 | 来拿 | 拿 | 要卖 |
        想卖 | 在卖 | 每个 | 每份 | 每盒 | 一个 | 各 | 每 | 各有 | 还有 | 尚有 | 还剩下 | 还剩 | 剩下 | 只剩 | 剩 |
        有 | 共有 | 共 | 总共 | 现有 | 现货 | 数量 | 价格 | 售价 | 价钱 | 单价 | 价 | 只要 | 只卖 | 仅售 | 卖 | 售 |
        才 | 而已 | 罢了 | 的 | 了 | 哦 | 喔 | 啦 | 呢 | 吧 | 啊 | 库存 | 限量 | 特价 | 优惠价 | 出售 | 卖完为止 |
        售完为止 | 卖完就没了 | 卖完就没有了 | 卖完即止 | 售完即止 | 先到先得 | 欢迎 | 欢迎预订 | 欢迎订购 |
        要的私信 | 要的pm | 有兴趣请联络 | 谢谢 | 开卖 | 开始卖 | 开始 | 自取 | 取货 | 可自取 | 摆卖 | 可预订 |
        接受预订 | 一共 | 今天做的 | 需要的请联系 | 快来 | 有货 | 之前 | 送完为止 | 送 | 仅需 | 只需 | 卖完收档 |
        卖完收工 | 卖完收摊 | 卖完就收 | 卖完打烊 | 售完打烊 | 卖完即收 | 收工 | 收档 | 还有货 | 还有现货 | 尚有现货 |
        现货供应 | 有现货 | 现煮 | 现做现卖 | 新鲜做 | 今早做 | 今天做 | 今天刚做 | 刚做 | 刚出炉 | 刚做好 |
        要的举手 | 要的留言 | 要的说 | 要的话 | 要吗 | 有人要吗 | 谁要 | 快来买 | 欢迎来买 | 欢迎选购 | 欢迎预定 |
        不多了 | 快卖完了
    """),
    no_name=_words("""
        不多 | 我 | 你 | 要 | 卖 | 买 | 有 | 了 | 吗 | 还 | 每 | 共 | 剩 | 今天 | 明天 | 后天 | 今晚 | 明晚 | 晚上 | 中午 |
        下午 | 早上 | 上午 | 傍晚 | 价 | 钱 | 请 | 可以 | 需要 | 欢迎 | 预订 | 预购 | 库存 | 数量 | 周末 | 星期 |
        拜六 | 太多 | 全场 | 清屋 | 清货 | 出售 | 搬家 | 自备 | 任选 | 因为 | 但是 | 已经 | 不一 | 拜天 | 免费 | 起 |
        左右 | 大约 | 多少 | 什么 | 这 | 那 | 就 | 都 | 也 | 吧 | 啦 | 限 | 位 | 摊 | 送 | 是 | 听说 | 托 | 会带 |
        只收 | 上次 | 这次 | 喜欢 | 可以 | 熬了 | 您 | 他们 | 她 | 谁 | 哪 | 怎么 | 某 | 才 | 又 | 再 | 很 | 非常 |
        着 | 呢 | 啊 | 哦 | 喔 | 呀 | 嘛 | 想 | 让 | 给 | 但 | 所以 | 如果 | 而且 | 售 | 领取 | 在 | 从 | 到 | 于 |
        今日 | 今早 | 昨 | 已 | 刚才 | 仅 | 优惠 | 下单 | 联系 | 自取 | 转让 | 老板娘 | 老板 | 做了 | 煮了 | 档 | 区 |
        称 | 每天 | 每人 | 各位 | 各种 | 各式 | 所有 | 全部 | 应该 | 没 | 别的 | 急售 | 急卖 | 便宜卖 | 割爱 | 亏本 |
        跳楼价 | 出清 | 半卖半送 | 另外 | 或者 | 还是 | 尽快 | 赶紧 | 快来 | 来拿 | 帮 | 谢谢 | 多煮 | 多做 | 煮多 |
        做多 | 折扣 | 打折 | 视乎 | 而定 | 面议
    """),
    descriptions=_words("""
        后 | 需 | 得 | 限定 | 周末限定 | 很香 | 超辣 | 早来 | 早来早有 | 无味精 | 很脆 | 现做现卖 | 送货 | 只收现金 |
        自取 | 时间 | 开 | 当天取 | 晚 | 早上 | 晚上 | 中午 | 下午 | 手工钩织 | 热卖 | 早餐 | 午餐 | 宵夜 | 下午茶 |
        新鲜 | 好吃 | 手工 | 自制 | 美味 | 香喷喷 | 热腾腾 | 超好吃 | 很好吃 | 刚出炉 | 便宜 | 现做 | 香脆 | 清真 |
        素食 | 好味 | 超香 | 家乡味 | 少油少盐 | 外脆内软 | 香脆可口 | 入口即化 | 好吃不腻 | 祖传秘方 | 古早味 |
        传统做法 | 传统口味 | 自家种 | 有机 | 素食可吃 | 全素 | 纯素 | 蛋奶素 | 下酒 | 下酒菜 | 配粥一流 | 独立包装 |
        真空包装 | 礼盒装 | 颜色随机 | 多色可选 | 多款可选 | 小瑕疵 | 断舍离 | 管理处旁 | 庙口 | 风雨不改 | 只此一天 |
        最后一天 | 先付款 | 第一次卖 | 第一次做 | 新口味 | 回归 | 人气王 | 爆款 | 人气 | 零基础可 | 亲子可 |
        皮薄馅多 | 料多味美 | 不辣 | 少辣 | 中辣 | 小辣 | 微甜 | 半糖 | 不油 | 不腻
    """),
    protected=_words("""
        再生纸 | 再生 |
        卖座 | 限量版 | 有声 | 有骨 | 有盖 | 有线 | 有氧 | 特价袜 | 价格牌 | 价签 | 卖火柴 | 买菜 | 还魂 | 每日坚果 | 送子 |
        钱币 | 共享 | 要命 | 剩饭 | 六角 | 八角 | 四角 | 五角 | 份子 | 星期八 | 限定公仔 | 限定版 |
        烧卖 | 外卖 | 名片 | 名牌 | 名产 | 晚餐 | 晚饭 | 晚宴 | 晚会 | 晚礼服 | 晚香玉 | 盆栽 | 火锅 | 花篮 | 有机 |
        和牛 | 有盐 | 一口酥 | 一口 | 三文治 | 三文鱼 | 三明治 | 八宝 | 百香果 | 千层 | 百合 | 五香 | 三杯 | 四季豆 |
        包子 | 九层塔 | 九层糕 | 三角 | 四川 | 百叶 | 千张 | 双皮奶 | 杯子蛋糕 | 瓶子 | 罐头 | 盒饭 | 条头糕 | 糕点 |
        个人份 | 个人装 | 个人护理 | 碗粿 | 碗糕 | 点心 | 面包 | 一品 | 三鲜 | 茶几 | 迷你 | 钱包 | 辣死你妈 | 起司 |
        起酥 | 送礼 | 成都 | 请柬 | 摊饼 | 七味 | 五谷 | 五花肉 | 十字 | 十三香 | 零食 | 百果 | 两面黄 | 杯面 | 板面 |
        桌布 | 桌灯 | 套餐 | 组合 | 块菌 | 包菜 | 串烧 | 卷饼 | 锅贴 | 锅巴 | 排骨 | 人参 | 人字拖 | 团子 | 节瓜 |
        束口 | 本子 | 片皮 | 扎肉 | 座垫 | 支竹 | 枝竹 | 桶仔 | 卷心 | 对联 | 双层 | 双拼 | 条纹 | 串珠 | 串串 |
        杯糕 | 盆菜 | 笼仔 | 煲仔 | 煲汤 | 篮子 | 箱子 | 袋子 | 盒子 | 套装 | 客家 | 客家菜 | 卖花女 | 明日叶 |
        今日花束
    """),
)

LANGUAGES: Mapping[str, StockWords] = {"en": ENGLISH, "ms": MALAY, "zh_Hans": CHINESE}


def words_for(name: str) -> Words:
    """Returns the words of a field in all languages, longest first."""
    found = dict.fromkeys(word for language in LANGUAGES.values() for word in getattr(language, name))
    return tuple(sorted(found, key=len, reverse=True))


def values_of(name: str) -> dict[str, int]:
    """Returns the values of a field's words in all languages."""
    return {word: value for language in LANGUAGES.values() for word, value in getattr(language, name).items()}


UNITS: Mapping[str, ItemUnit] = {
    word: unit for language in LANGUAGES.values() for unit, words in language.units.items() for word in words
}

COMPOUND_NOUNS = _words(
    "sheet | glass | bar | seat | ticket | spot | head | print | log | copy | pot | tube | session"
)
PACKAGING_TAGS: Mapping[str, PackagingKind] = {
    word: kind
    for language in LANGUAGES.values()
    for kind, words in language.packaging_tags.items()
    for word in words
}


def packaging_of_tags(tags: Iterable[str]) -> PackagingKind | None:
    """Returns what goods with these tags are sold in: the first tag that says it counts; None where none does."""
    return next((PACKAGING_TAGS[tag] for tag in tags if tag in PACKAGING_TAGS), None)


def tag_of_packaging(kind: PackagingKind, tags: Iterable[str] = ()) -> str:
    """Returns the one among `tags` that says this kind, else the English one."""
    known = (tag for tag in tags if PACKAGING_TAGS.get(tag) is kind)
    return next(known, ENGLISH.packaging_tags[kind][0])


CONTAINERS = _words(
    "pot | bag | bottle | box | cup | mug | jar | tin | tray | plate | bowl | can | tub | basket"
)
COMPOUND_GOODS = _words("""
    holders | holder | openers | opener | charms | charm | stands | stand | racks | rack | covers | cover | planters |
    planter | lamps | lamp | lights | light | lanterns | tables | table | labels | warmers | warmer | sleeves | sets |
    hats | caps | sleeve | candle | candles | charm | frame | frames | mat | mats | brush | brushes | liner | liners |
    caddy | cosy | straw | straws
""")
"""English nouns that count only where no goods of their own follow: 10 glass vases, 10 cup holders."""

MALAY_CONTAINERS = _words("""
    kotak | bekas | bakul | botol | mangkuk | mangkok | pinggan | piring | cawan | gelas | balang | beg | talam |
    dulang | papan | pasu
""")
MALAY_GOODS = _words("beg | kerusi | buku")
"""They count only where no word of a name follows: 40 kerusi malas."""
BAG_KINDS = _words("""
    galas | sekolah | tangan | sandang | silang | duit | tote | kertas | kanvas | rotan | anyaman | mengkuang | batik |
    bayi | pinggang | laptop | komputer | kain | kulit | jeans | denim | rajut | baju | kosmetik | goodie | hadiah |
    bundle | terpakai | lama | jenama | travel | pantai | membeli | kamera | bimbit | wanita | lelaki | mini | plastik
""")
"""After "beg" they make a name of it: beg galas."""
MALAY_CONTENTS = _words("pokok | anak | benih | tanah | baja | arang | beras | kompos | daun")
"""Before them they count after all: 15 pasu pokok kari, 8 beg arang."""
SIZES_AFTER_UNIT = _words("besar | kecil | sederhana | besaq | kecik")
"""Sizes that stand behind a counting word: 20 balang kecil tart nenas."""
SEVERAL_UNITS = _words("tray | box | pack | packet | pkt | carton | kotak | pek | bungkus | dulang | talam")
SINGLE_UNITS = _words("pcs | pc | pieces | biji | keping | ketul")
"""Before a price the first hold several of what the others count: curry puffs tray RM8, 30 pcs."""
SMALL_UNITS = _words("""
    sticks | skewers | biji | bj | bji | bijik | ketul | cucuk | tusuk | 粒 | 颗 | 串
""")
"""Many of them may be sold for one price: 50 biji RM35."""
UNIT_IN_NAMES = _words("set | sets | bungkus")
"""They are as much of the name: nasi lemak set RM7, 20 sets."""
UNIT_ONLY = frozenset(word for word in UNITS if not word.isascii()) | frozenset(
    _words(
        "slice | slices | piece | pc | pcs | portion | portions | serving | servings | slots | pkt | keping | ketul | biji | bks"
    )
)
"""At the end of a name they say what is priced: kueh lapis slice $2, 咖喱鱼头 份 RM25."""
COUNTED_LAST = _words("sticks | skewers | sets")
"""At the end of a longer name, where no other counting word stands, they are as likely what is counted: 40 satay celup sticks."""
SERVED_LAST = _words("bowls | cups | jars | tubs | bottles | glasses | cans | spots | slots | seats")
"""At the end of a name right after a bare number they may be what is counted, or goods: thirty laksa bowls, 12 water bottles."""
FILLED_WITH = _words(
    "bottle | bottles | btl | jar | jars | packet | tub | tubs | botol | balang | paket | pek"
)
"""At the end of a name they may be what is counted under another word: chai bottle RM22 (12 btls)."""
COUNTED_OR_GOODS = ("tiket", "glass", "sheet", "bar", "head")
"""With words after them they may count or be the goods: 15 tiket bengkel, 50 tiket cabutan, 10 sheet mask."""
MALAY_MATERIALS = _words("""
    kayu | kaca | seramik | antik | besi | rotan | buluh | kanvas | tembaga | kristal | enamel | porselin | tanah liat |
    anyaman | mengkuang | sulaman | silikon |
    simen | bunga | plastik | hiasan | gantung | terakota
""")
"""What a container is made of, where it is the goods itself: 12 mangkuk kayu."""

HAN_DIGITS: Mapping[str, int] = {
    **{sign: value for value, sign in enumerate("〇一二三四五六七八九")},
    **{"零": 0, "两": 2, "兩": 2, "俩": 2},
    **{sign: value for value, sign in enumerate("壹贰叁肆伍陆柒捌玖", start=1)},
}
HAN_TENS: Mapping[str, str] = {"廿": "二十", "卅": "三十"}

HAN_SCALES: Mapping[str, int] = {
    **{"十": 10, "百": 100, "千": 1000, "万": 10000},
    **{"拾": 10, "佰": 100, "仟": 1000},
}

THOUSANDS: Mapping[str, int] = {
    **dict.fromkeys(("ribu", "rebu", "rb", "k", "千", "nghìn", "ngàn", "พัน"), 1_000),
    **dict.fromkeys(("万", "萬", "หมื่น"), 10_000),
    **dict.fromkeys(("juta", "jt", "triệu"), 1_000_000),
}
"""Words after an amount that multiply it: 15rb."""

CENTS: Mapping[str, Mapping[str, int]] = {
    "MYR": {
        "sen": 1,
        "cents": 1,
        "cent": 1,
        "分": 1,
        "分钱": 1,
        "仙": 1,
        "毛": 10,
        "毛钱": 10,
        "角": 10,
        "角钱": 10,
    },
    "SGD": {"cents": 1, "cent": 1, "sen": 1, "分": 1, "分钱": 1, "毛": 10, "毛钱": 10, "角": 10, "角钱": 10},
    "BND": {"sen": 1, "cents": 1, "cent": 1, "分": 1, "分钱": 1, "毛": 10, "毛钱": 10, "角": 10, "角钱": 10},
    "CNY": {"分": 1, "分钱": 1, "毛": 10, "毛钱": 10, "角": 10, "角钱": 10},
    "PHP": {"centavos": 1, "centavo": 1, "sentimo": 1},
    "THB": {"satang": 1, "สตางค์": 1},
    "TWD": {"毛": 10, "角": 10},
    "HKD": {"cents": 1, "毫": 10, "毛": 10},
    "INR": {"paise": 1},
    "USD": {"cents": 1, "cent": 1, "¢": 1},
    "EUR": {"cents": 1, "cent": 1, "ct": 1},
}
"""Parts of a currency's unit, in hundredths of it: 8 ringgit 50 sen, 5毛."""

CURRENCY_SIGNS: Mapping[str, Words] = {
    "MYR": (
        "rm",
        "bucks",
        "buck",
        "myr",
        "ringgit",
        "ringit",
        "rgt",
        "hengget",
        "henggit",
        "hinggit",
        "hengit",
        "令吉",
        "零吉",
        "马币",
        "元",
        "块钱",
        "块",
    ),
    "SGD": ("s$", "sgd", "$", "dollars", "dollar", "dolar", "bucks", "buck", "新币", "元", "块钱", "块"),
    "BND": ("b$", "bnd", "$", "dollars", "dollar", "dolar", "ringgit", "元", "块钱", "块"),
    "IDR": ("rp", "rp.", "idr", "rupiah", "印尼盾", "盾"),
    "THB": ("฿", "thb", "baht", "บาท", "泰铢", "铢"),
    "VND": ("₫", "vnđ", "vnd", "đồng", "dong", "đ", "越南盾"),
    "ZAR": ("r", "zar", "rand"),
    "PHP": ("₱", "p", "php", "pesos", "peso", "piso", "比索"),
    "JPY": ("¥", "jpy", "yen", "円", "日元", "日圆"),
    "KRW": ("₩", "krw", "won", "원", "韩元"),
    "CNY": ("¥", "cny", "rmb", "yuan", "元", "人民币", "块钱", "块"),
    "TWD": ("nt$", "ntd", "nt", "twd", "$", "元", "块钱", "块", "台币"),
    "HKD": ("hk$", "hkd", "$", "元", "港币", "蚊"),
    "INR": ("₹", "inr", "rs", "rs.", "rupees", "rupee"),
    "LKR": ("lkr", "rs", "rs.", "rupees", "rupee"),
    "KHR": ("៛", "khr", "riel", "riels"),
    "LAK": ("₭", "lak", "kip"),
    "MMK": ("mmk", "kyat", "ks"),
    "USD": ("$", "us$", "usd", "dollars", "dollar", "dolar", "bucks", "美元", "美金"),
    "AUD": ("$", "a$", "au$", "aud", "dollars", "dollar"),
    "EUR": ("€", "eur", "euros", "euro", "欧元"),
    "GBP": ("£", "gbp", "pounds", "quid", "英镑"),
}
"""The signs of a currency in a price as people type them; those that Babel knows count too."""

OFFER_QUESTIONS: Mapping[str, Words] = {
    "en": _words("anyone | anybody | who"),
    "en others": _words("here | else"),
    "en wants": _words("wants some | want some | wants | want | interested in | for | craving"),
    "ms": _words("siapa | sapa | sape | sesiapa | ada yang | ada sesiapa"),
    "ms others": _words("yang"),
    "ms wants": _words("nak | mahu"),
    "zh_Hans": _words("有没有人要 | 有人要 | 有人想要 | 有人想吃 | 谁要 | 谁想要 | 谁想吃"),
    "zh_Hans ends": _words("吗"),
}
"""Questions before an offer: anyone here want tarts? I have 12."""

USUAL_KIND = _words("biasa")
OTHER_KINDS = _words("special | spesial | istimewa | jumbo | besar")
"""The usual and another kind of the same goods, each with its price: nasi biasa RM6 special RM8."""

ONE_UNIT = ("seringgit", "singgit", "sehinggit", "seringit")
"""Words for one unit of money."""

SIGN_AND_UNIT = ("块",)
"""A piece or the unit of money: 5块."""

PIECE_GOODS = "糕饼腐皂肉布糖酥粿砖石木板干酪力派挞萨包鸡鱼排士蛋表毯巾玉饰皮冰蜡泥炭炸豆芋薯垫薄"
"""Signs of goods that are counted in 块, as money is."""

RINGGIT_WORTH: Mapping[str, int] = {
    **{
        "IDR": 4000,
        "VND": 6000,
        "LAK": 5000,
        "KHR": 1000,
        "MMK": 500,
        "KRW": 300,
        "JPY": 35,
        "INR": 20,
        "LKR": 70,
    },
    **{"PHP": 14, "THB": 8, "TWD": 8, "ZAR": 4},
}
"""About as much of a currency as a ringgit, where it is much more than one."""

SINGLE_GOODS = _words("unit | pc | pcs | pair | pasang | buah | helai | 双 | 件 | 个 | 张")
"""After the price of a dear thing, and 1, they count it: used lamp RM40 1 unit."""
WHOLE_UNITS = ("辆", "台", "架", "部")
"""One of them is a quantity and no price of one: 脚踏车 1辆 RM120."""

SHORT_AMOUNT = ("块", "元", "令吉")
"""Before a single digit that is a tenth: 8块5."""

FOREIGN_SIGNS = _words("""
    usd | sgd | idr | thb | cny | rmb | bnd | eur | gbp | aud | myr | rm | vnd | php | twd | hkd | jpy |
    baht | rupiah | dollars | dollar | dolar | bucks | euro | euros | pesos | yen | won | 美金 | 美元 | 新币 |
    人民币 | 港币 | 泰铢 | 日元 | 欧元 | us$ | s$ | b$
""")
"""Words of money that another currency's line does not take for its own."""

KNOWN_NAMES = _words("""
    100 plus | 100plus | 7 up | 7-up | 7up | 7 eleven | 7-eleven | 4 seasons | 1 malaysia |
    24/7 | 4 season | 555 | chicken 65 | 5 spice | 5-spice | five spice
""")
"""Names that begin with a number."""
