"""Reporters and partners of UN Comtrade as its files spell them, for files that name areas and give no code."""

from __future__ import annotations

_NAMES = """
004 Afghanistan; 472 Africa CAMEU region, nes; 008 Albania; 012 Algeria; 016 American Samoa; 020 Andorra; 024 Angola;
660 Anguilla; 010 Antarctica; 028 Antigua and Barbuda; 899 Areas, nes; 032 Argentina; 051 Armenia; 533 Aruba;
036 Australia; 040 Austria; 031 Azerbaijan; 044 Bahamas; 048 Bahrain; 050 Bangladesh; 052 Barbados; 112 Belarus;
056 Belgium; 084 Belize; 204 Benin; 060 Bermuda; 064 Bhutan; 068 Bolivia (Plurinational State of); 535 Bonaire;
070 Bosnia Herzegovina; 072 Botswana; 074 Bouvet Island; 080 Br. Antarctic Terr.; 086 Br. Indian Ocean Terr.;
092 Br. Virgin Isds; 076 Brazil; 096 Brunei Darussalam; 100 Bulgaria; 837 Bunkers; 854 Burkina Faso; 108 Burundi;
471 CACM, nes; 132 Cabo Verde; 116 Cambodia; 120 Cameroon; 124 Canada; 129 Caribbean, nes; 136 Cayman Isds;
140 Central African Rep.; 148 Chad; 830 Channel Islands; 152 Chile; 156 China; 344 China, Hong Kong SAR;
446 China, Macao SAR; 162 Christmas Isds; 166 Cocos Isds; 170 Colombia; 174 Comoros; 178 Congo; 184 Cook Isds;
188 Costa Rica; 191 Croatia; 192 Cuba; 531 Curaçao; 196 Cyprus; 203 Czechia; 384 Côte d'Ivoire;
408 Dem. People's Rep. of Korea; 180 Dem. Rep. of the Congo; 208 Denmark; 262 Djibouti; 212 Dominica;
214 Dominican Rep.; 221 Eastern Europe, nes; 218 Ecuador; 818 Egypt; 222 El Salvador; 226 Equatorial Guinea;
232 Eritrea; 233 Estonia; 748 Eswatini; 231 Ethiopia; 697 Europe EFTA, nes; 492 Europe EU, nes; 583 FS Micronesia;
238 Falkland Isds (Malvinas); 234 Faroe Isds; 242 Fiji; 246 Finland; 260 Fr. South Antarctic Terr.; 251 France;
838 Free Zones; 258 French Polynesia; 266 Gabon; 270 Gambia; 268 Georgia; 276 Germany; 288 Ghana; 292 Gibraltar;
300 Greece; 304 Greenland; 308 Grenada; 316 Guam; 320 Guatemala; 831 Guernsey; 324 Guinea; 624 Guinea-Bissau;
328 Guyana; 332 Haiti; 334 Heard Island and McDonald Islands; 336 Holy See (Vatican City State); 340 Honduras;
348 Hungary; 352 Iceland; 699 India; 360 Indonesia; 364 Iran; 368 Iraq; 372 Ireland; 833 Isle of Man; 376 Israel;
380 Italy; 388 Jamaica; 392 Japan; 832 Jersey; 400 Jordan; 398 Kazakhstan; 404 Kenya; 296 Kiribati; 412 Kosovo;
414 Kuwait; 417 Kyrgyzstan; 473 LAIA, nes; 418 Lao People's Dem. Rep.; 428 Latvia; 422 Lebanon; 426 Lesotho;
430 Liberia; 434 Libya; 438 Liechtenstein; 440 Lithuania; 442 Luxembourg; 450 Madagascar; 454 Malawi; 458 Malaysia;
462 Maldives; 466 Mali; 470 Malta; 584 Marshall Isds; 474 Martinique (Overseas France); 478 Mauritania;
480 Mauritius; 250 Metropolitan France; 484 Mexico; 488 Midway Islands; 496 Mongolia; 499 Montenegro; 500 Montserrat;
504 Morocco; 508 Mozambique; 104 Myanmar; 580 N. Mariana Isds; 516 Namibia; 520 Nauru; 524 Nepal; 528 Netherlands;
536 Neutral Zone; 540 New Caledonia; 554 New Zealand; 558 Nicaragua; 562 Niger; 566 Nigeria; 570 Niue;
574 Norfolk Isds; 637 North America and Central America, nes; 807 North Macedonia; 290 Northern Africa, nes;
579 Norway; 578 Norway, excluding Svalbard and Jan Mayen; 527 Oceania, nes; 512 Oman; 577 Other Africa, nes;
490 Other Asia, nes; 568 Other Europe, nes; 586 Pakistan; 585 Palau; 591 Panama; 598 Papua New Guinea; 600 Paraguay;
604 Peru; 608 Philippines; 612 Pitcairn; 616 Poland; 620 Portugal; 630 Puerto Rico; 634 Qatar; 410 Rep. of Korea;
498 Rep. of Moldova; 636 Rest of America, nes; 642 Romania; 643 Russian Federation; 646 Rwanda; 652 Saint Barthélemy;
654 Saint Helena; 659 Saint Kitts and Nevis; 662 Saint Lucia; 534 Saint Maarten; 663 Saint Martin (French part);
666 Saint Pierre and Miquelon; 670 Saint Vincent and the Grenadines; 882 Samoa; 674 San Marino;
678 Sao Tome and Principe; 682 Saudi Arabia; 686 Senegal; 688 Serbia; 690 Seychelles; 694 Sierra Leone;
702 Singapore; 703 Slovakia; 705 Slovenia; 090 Solomon Isds; 706 Somalia; 710 South Africa;
239 South Georgia and the South Sandwich Islands; 728 South Sudan; 724 Spain; 839 Special Categories; 144 Sri Lanka;
275 State of Palestine; 729 Sudan; 740 Suriname; 744 Svalbard and Jan Mayen Islands; 752 Sweden; 757 Switzerland;
760 Syria; 158 Taiwan, Province of China; 762 Tajikistan; 764 Thailand; 626 Timor-Leste; 768 Togo; 772 Tokelau;
776 Tonga; 780 Trinidad and Tobago; 788 Tunisia; 795 Turkmenistan; 796 Turks and Caicos Isds; 798 Tuvalu;
792 Türkiye; 849 US Misc. Pacific Isds; 842 USA; 800 Uganda; 804 Ukraine; 784 United Arab Emirates;
826 United Kingdom; 834 United Rep. of Tanzania; 581 United States Minor Outlying Islands;
840 United States of America; 858 Uruguay; 860 Uzbekistan; 548 Vanuatu; 862 Venezuela; 704 Viet Nam; 872 Wake Island;
876 Wallis and Futuna Isds; 879 Western Asia, nes; 732 Western Sahara; 887 Yemen; 894 Zambia; 716 Zimbabwe;
248 Åland Islands
"""

CODES: dict[str, str] = {item[4:]: item[:3] for item in " ".join(_NAMES.split("\n")).strip().split("; ")}
"""Name to Comtrade code of 3 digits."""
