from . import follow_page
from . import portal
from . import tag_page
